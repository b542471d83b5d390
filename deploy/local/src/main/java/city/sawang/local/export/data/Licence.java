package city.sawang.local.export.data;

import city.sawang.local.export.view.PublicView;
import java.util.Locale;

/** Under which terms open data are given away. */
public enum Licence {
  CC_BY_4_0(
      "CC-BY-4.0",
      "Creative Commons Attribution 4.0",
      "https://creativecommons.org/licenses/by/4.0/",
      "Creative Commons Attributions"),
  CC0_1_0(
      "CC0-1.0",
      "Creative Commons Zero 1.0",
      "https://creativecommons.org/publicdomain/zero/1.0/",
      "Open Data Common");

  private final String id;
  private final String title;
  private final String url;
  private final String thaiPortalId;

  Licence(String id, String title, String url, String thaiPortalId) {
    this.id = id;
    this.title = title;
    this.url = url;
    this.thaiPortalId = thaiPortalId;
  }

  /** SPDX identifier. */
  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  public String url() {
    return url;
  }

  /** The name of its class in the list of the Thai government's catalogue. */
  public String thaiPortalId() {
    return thaiPortalId;
  }

  /**
   * @throws IllegalArgumentException naming the known ones
   */
  public static Licence of(String id) {
    for (Licence licence : values()) {
      if (licence.id.toLowerCase(Locale.ROOT).equals(id.toLowerCase(Locale.ROOT))) {
        return licence;
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no licence known here: expected CC-BY-4.0 or CC0-1.0".formatted(id));
  }

  /** The note that lies beside the files of a view. */
  static String note(PublicView view, Licence licence) {
    if ("open_data".equals(view.schema())) {
      return """
      # Licence · สัญญาอนุญาต

      Open data under %s (<%s>). Name the source: the city of each row, by Sawang.
      Rows with `simulated` = true describe no real lamp; whoever shows them says so.

      ข้อมูลเปิดภายใต้ %s (<%s>) โปรดระบุแหล่งที่มา: เทศบาลของแต่ละแถว ผ่านระบบ Sawang (สว่าง)
      แถวที่ `simulated` = true เป็นข้อมูลจำลอง ไม่ใช่โคมไฟจริง ผู้นำไปใช้ต้องแจ้งไว้ด้วย
      """
          .formatted(licence.title(), licence.url(), licence.title(), licence.url());
    }
    return """
    # Licence · สัญญาอนุญาต

    Not open data. These rows belong to the city they describe and are for its operators, analysts and auditors.
    They show single lamps; publish groups of at least five (`open_data.*`) instead.

    ไม่ใช่ข้อมูลเปิด ข้อมูลเป็นของเทศบาลที่ระบุในแต่ละแถว สำหรับเจ้าหน้าที่ นักวิเคราะห์ และผู้ตรวจสอบเท่านั้น
    ข้อมูลแสดงโคมไฟรายดวง หากต้องการเผยแพร่ให้ใช้กลุ่มตั้งแต่ห้าดวงขึ้นไป (`open_data.*`)
    """;
  }
}
