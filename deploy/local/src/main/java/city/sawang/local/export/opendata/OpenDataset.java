package city.sawang.local.export.opendata;

import city.sawang.local.export.view.Granularity;
import java.util.List;

/** The datasets of the open-data catalogue, in the words of both languages. */
enum OpenDataset {
  CITY_NIGHT(
      "city-night",
      "open_data.city_night",
      "Street lighting of cities by night",
      "ไฟฟ้าสาธารณะของเมืองรายคืน",
      "Energy, hours of light and darkness, availability and completeness of the data of each"
          + " city's street lights, by lighting night (local noon to noon).",
      "พลังงานไฟฟ้า ชั่วโมงที่สว่างและมืด ความพร้อมใช้งาน และความครบถ้วนของข้อมูลไฟถนนของแต่ละเมือง"
          + " รายคืน (เที่ยงวันถึงเที่ยงวัน)",
      "วัน",
      "DAILY",
      "ข้อมูลรวม (สถิติ)"),
  CITY_MONTH(
      "city-month",
      "open_data.city_month",
      "Street lighting of cities by month",
      "ไฟฟ้าสาธารณะของเมืองรายเดือน",
      "Energy, hours of light and darkness, availability and completeness of the data of each"
          + " city's street lights, by calendar month.",
      "พลังงานไฟฟ้า ชั่วโมงที่สว่างและมืด ความพร้อมใช้งาน และความครบถ้วนของข้อมูลไฟถนนของแต่ละเมือง"
          + " รายเดือน",
      "เดือน",
      "MONTHLY",
      "ข้อมูลรวม (สถิติ)"),
  LAMP_GROUP(
      "lamp-group",
      "open_data.lamp_group",
      "Street lighting by neighbourhood and night",
      "ไฟฟ้าสาธารณะรายพื้นที่รายคืน",
      "The same figures for the street lights of each cell of 0.01 degrees (about 1.1 km), never"
          + " fewer than five lamps together, by lighting night.",
      "ตัวเลขเดียวกันของไฟถนนในแต่ละช่องตาราง 0.01 องศา (ประมาณ 1.1 กม.) กลุ่มละไม่น้อยกว่าห้าดวง"
          + " รายคืน",
      "วัน",
      "DAILY",
      "ข้อมูลภูมิสารสนเทศ");

  static final List<String> KEYWORDS_EN =
      List.of("street lighting", "energy", "smart city", "open data");
  static final List<String> KEYWORDS_TH =
      List.of("ไฟถนน", "พลังงาน", "เมืองอัจฉริยะ", "ข้อมูลเปิด");

  final String id;
  final String view;
  final String titleEn;
  final String titleTh;
  final String descriptionEn;
  final String descriptionTh;

  /** How often it changes: the unit in the list of the Thai government's catalogue. */
  final String frequencyTh;

  /** Its code in the list of the European authority tables, which DCAT-AP uses. */
  final String frequency;

  /** Kind of data in the list of the Thai government's catalogue. */
  final String dataTypeTh;

  OpenDataset(
      String id,
      String view,
      String titleEn,
      String titleTh,
      String descriptionEn,
      String descriptionTh,
      String frequencyTh,
      String frequency,
      String dataTypeTh) {
    this.id = id;
    this.view = view;
    this.titleEn = titleEn;
    this.titleTh = titleTh;
    this.descriptionEn = descriptionEn;
    this.descriptionTh = descriptionTh;
    this.frequencyTh = frequencyTh;
    this.frequency = frequency;
    this.dataTypeTh = dataTypeTh;
  }

  /** Column of the view that says when. */
  String time() {
    return this == CITY_MONTH ? "month" : "night";
  }

  /** One file for the few rows of cities, one a month for the many of groups. */
  Granularity granularity() {
    return this == LAMP_GROUP ? Granularity.MONTH : Granularity.ALL;
  }
}
