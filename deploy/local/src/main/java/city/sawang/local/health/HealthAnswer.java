package city.sawang.local.health;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One answer over HTTP, after which the connection ends. */
record HealthAnswer(int status, String type, String text) {
  static HealthAnswer text(int status, String text) {
    return new HealthAnswer(status, "text/plain; charset=utf-8", text);
  }

  static HealthAnswer metrics(String text) {
    return new HealthAnswer(200, "text/plain; version=0.0.4; charset=utf-8", text);
  }

  /**
   * @param withBody without it for a HEAD request
   */
  ByteBuffer bytes(boolean withBody) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        String.join(
                "\r\n",
                "HTTP/1.1 " + status + ' ' + reason(),
                "Content-Type: " + type,
                "Content-Length: " + body.length,
                "Cache-Control: no-store",
                "Connection: close",
                "",
                "")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(head.length + (withBody ? body.length : 0));
    bytes.put(head);
    if (withBody) {
      bytes.put(body);
    }
    return bytes.flip();
  }

  private String reason() {
    return switch (status) {
      case 200 -> "OK";
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      default -> "Service Unavailable";
    };
  }
}
