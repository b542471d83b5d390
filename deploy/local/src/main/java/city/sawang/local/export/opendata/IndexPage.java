package city.sawang.local.export.opendata;

import city.sawang.local.export.data.Licence;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The page that a person sees first: what there is, how fresh, under which terms. No script. */
final class IndexPage {
  private final StringBuilder page = new StringBuilder();

  private IndexPage() {}

  static String of(
      Publisher publisher,
      Licence licence,
      Map<OpenDataset, Optional<TemporalCoverage>> coverage,
      Map<OpenDataset, List<DcatDistribution>> files,
      List<DcatDistribution> others) {
    return new IndexPage().write(publisher, licence, coverage, files, others);
  }

  private String write(
      Publisher publisher,
      Licence licence,
      Map<OpenDataset, Optional<TemporalCoverage>> coverage,
      Map<OpenDataset, List<DcatDistribution>> files,
      List<DcatDistribution> others) {
    page.append(
        """
        <!DOCTYPE html>
        <html lang="th">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>ข้อมูลเปิดไฟฟ้าสาธารณะ · Open data of street lighting</title>
        <style>
        body { font: 1rem/1.6 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #1c2430; background: #fff }
        h1, h2 { line-height: 1.25 } h2 { margin-top: 2.2rem } .en { color: #51606f } .mark { background: #fff3c4; padding: .1rem .4rem; border-radius: .3rem }
        table { border-collapse: collapse; width: 100% } td { border-top: 1px solid #dde3ea; padding: .3rem .5rem; vertical-align: top }
        td:last-child { text-align: right; white-space: nowrap } .wide { overflow-x: auto } a { color: #0b5cad; overflow-wrap: anywhere }
        @media (prefers-color-scheme: dark) { body { background: #14181d; color: #e6ebf1 } .en { color: #9fb0c0 } a { color: #7ab8ff }
          td { border-color: #2c353f } .mark { background: #5a4a10 } }
        </style>
        </head>
        <body>
        <h1>ข้อมูลเปิดไฟฟ้าสาธารณะ<br><span class="en" lang="en">Open data of street lighting</span></h1>
        """);
    page.append("<p>")
        .append(text(publisher.organisationTh()))
        .append(" · <span lang=\"en\">")
        .append(text(publisher.organisationEn()))
        .append("</span>");
    if (!publisher.contactEmail().isEmpty()) {
      page.append(" · <a href=\"mailto:%1$s\">%1$s</a>".formatted(text(publisher.contactEmail())));
    }
    page.append("<br>สัญญาอนุญาต · <span lang=\"en\">Licence</span>: <a href=\"")
        .append(licence.url())
        .append("\">")
        .append(licence.title())
        .append("</a><br>แคตตาล็อก · <span lang=\"en\">Catalogue</span>: ")
        .append(
            "<a href=\"catalog.jsonld\">DCAT (JSON-LD)</a> · <a"
                + " href=\"SHA256SUMS\">SHA-256</a></p>\n");
    for (OpenDataset dataset : OpenDataset.values()) {
      section(dataset, coverage.get(dataset), files.get(dataset));
    }
    page.append(
        "<h2>แผนที่และเอนทิตี<br><span class=\"en\" lang=\"en\">Map and entities</span></h2>\n");
    table(others);
    page.append("</body>\n</html>\n");
    return page.toString();
  }

  private void section(
      OpenDataset dataset, Optional<TemporalCoverage> coverage, List<DcatDistribution> files) {
    page.append(
        "<h2 id=\"%s\">%s<br><span class=\"en\" lang=\"en\">%s</span></h2>\n"
            .formatted(dataset.id, text(dataset.titleTh), text(dataset.titleEn)));
    page.append("<p>")
        .append(text(dataset.descriptionTh))
        .append("<br><span class=\"en\" lang=\"en\">");
    page.append(text(dataset.descriptionEn)).append("</span></p>\n");
    if (coverage.isEmpty()) {
      page.append("<p>ยังไม่มีข้อมูล · <span lang=\"en\">No rows yet.</span></p>\n");
    } else {
      TemporalCoverage known = coverage.get();
      page.append(
          "<p>%s – %s · ปรับปรุงล่าสุด · <span lang=\"en\">updated</span> %s"
              .formatted(known.first(), known.last(), known.updatedAt()));
      if (known.simulated()) {
        page.append(
            "<br><span class=\"mark\">มีข้อมูลจำลอง · <span lang=\"en\">contains simulated"
                + " lamps</span></span>");
      }
      page.append("</p>\n");
    }
    table(files);
  }

  private void table(List<DcatDistribution> files) {
    page.append("<div class=\"wide\"><table>\n");
    for (DcatDistribution file : files) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td><a href=\"%1$s\">%1$s</a></td><td>%2$s</td><td>%3$,d B</td></tr>%n",
              text(file.path()),
              file.format(),
              file.bytes()));
    }
    page.append("</table></div>\n");
  }

  private static String text(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
