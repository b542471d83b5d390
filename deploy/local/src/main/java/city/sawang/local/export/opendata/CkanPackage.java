package city.sawang.local.export.opendata;

import city.sawang.local.export.data.Licence;
import city.sawang.schemas.HomeZone;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A dataset as the CKAN of the Thai government's catalogue (data.go.th and the catalogues of
 * agencies) takes it: the body of {@code package_create}, with its fields and its lists of values.
 */
final class CkanPackage {

  private CkanPackage() {}

  static ObjectNode of(
      OpenDataset dataset,
      TemporalCoverage coverage,
      List<DcatDistribution> files,
      Publisher publisher,
      Licence licence) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", "sawang-" + dataset.id);
    node.put("title", dataset.titleTh);
    node.put("title_en", dataset.titleEn);
    node.put("notes", dataset.descriptionTh + DcatCatalogue.simulatedTh(coverage));
    node.put("notes_en", dataset.descriptionEn + DcatCatalogue.simulatedEn(coverage));
    node.put("author", publisher.organisationTh());
    node.put(
        "maintainer",
        publisher.contactName().isEmpty() ? publisher.organisationTh() : publisher.contactName());
    if (!publisher.contactEmail().isEmpty()) {
      node.put("maintainer_email", publisher.contactEmail());
    }
    node.put("data_type", dataset.dataTypeTh);
    node.put("objective", "เพื่อการบริการประชาชน");
    node.put("update_frequency_unit", dataset.frequencyTh);
    node.put("update_frequency_interval", "1");
    node.put("geo_coverage", "องค์กรปกครองส่วนท้องถิ่น");
    node.put("data_source", "ระบบ Sawang (สว่าง): ค่าที่โคมไฟและมิเตอร์รายงาน");
    node.put("data_category", "ข้อมูลสาธารณะ");
    node.put("data_language", "ไทย, อังกฤษ");
    node.put("license_id", licence.thaiPortalId());
    node.put("accessible_condition", "เปิดให้ทุกคนใช้ โดยระบุแหล่งที่มา");
    node.put("created_date", coverage.first().toString());
    node.put(
        "last_updated_date", coverage.updatedAt().atZone(HomeZone.ID).toLocalDate().toString());
    node.put("url", publisher.baseUrl() + "index.html");
    ArrayNode tags = node.putArray("tags");
    OpenDataset.KEYWORDS_TH.forEach(word -> tags.addObject().put("name", word));
    OpenDataset.KEYWORDS_EN.forEach(word -> tags.addObject().put("name", word));
    ArrayNode formats = node.putArray("data_format");
    files.stream().map(DcatDistribution::format).distinct().forEach(formats::add);
    ArrayNode resources = node.putArray("resources");
    for (DcatDistribution file : files) {
      ObjectNode resource = resources.addObject();
      resource.put("name", file.path().substring(file.path().lastIndexOf('/') + 1));
      resource.put("url", publisher.baseUrl() + file.path());
      resource.put("format", file.format());
      resource.put("mimetype", file.mediaType());
      resource.put("size", file.bytes());
      resource.put("hash", file.sha256());
    }
    return node;
  }
}
