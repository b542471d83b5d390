package city.sawang.schemas.isolation;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks PostgreSQL's protocol message by message, as no driver does: a statement may be prepared, bound to a portal and
 * never run, to be run under another statement's name.
 */
final class WireSession implements AutoCloseable {
  private static final int PROTOCOL_3 = 196_608;
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  WireSession(int port, String user, String database) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(socket.getOutputStream());
    byte[] parameters = bytes("user", user, "database", database, "");
    out.writeInt(8 + parameters.length);
    out.writeInt(PROTOCOL_3);
    out.write(parameters);
    out.flush();
    answer();
  }

  /** Sends a simple query and gives all that comes back, as text. */
  String query(String sql) throws IOException {
    send('Q', bytes(sql));
    return answer();
  }

  /** Prepares a statement under a name. */
  WireSession parse(String name, String sql) throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes(bytes(name, sql));
    body.writeBytes(new byte[2]);
    send('P', body.toByteArray());
    return this;
  }

  /** Binds a statement without parameters to a portal. */
  WireSession bind(String portal, String name) throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes(bytes(portal, name));
    body.writeBytes(new byte[6]);
    send('B', body.toByteArray());
    return this;
  }

  /** Runs a portal to its end. */
  WireSession execute(String portal) throws IOException {
    var body = new ByteArrayOutputStream();
    body.writeBytes(bytes(portal));
    body.writeBytes(new byte[4]);
    send('E', body.toByteArray());
    return this;
  }

  /** Calls a function by its number with one text, past all statements. */
  WireSession call(int function, String text) throws IOException {
    byte[] argument = text.getBytes(StandardCharsets.UTF_8);
    var body = new ByteArrayOutputStream();
    var data = new DataOutputStream(body);
    data.writeInt(function);
    data.writeShort(0);
    data.writeShort(1);
    data.writeInt(argument.length);
    data.write(argument);
    data.writeShort(0);
    send('F', body.toByteArray());
    return this;
  }

  /** Ends the messages sent so far and gives all that comes back, as text. */
  String sync() throws IOException {
    send('S', new byte[0]);
    return answer();
  }

  /** All messages up to the one that says that the server is ready, a line each. */
  String answer() throws IOException {
    var answer = new StringBuilder();
    while (true) {
      char type = (char) in.readUnsignedByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'Z') {
        return answer.toString();
      }
      if (type == 'R' && body[3] != 0) {
        throw new IOException("the server wants a password");
      }
      if ("DENdTC".indexOf(type) >= 0) {
        answer
            .append(type)
            .append(' ')
            .append(new String(body, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}+", " "))
            .append('\n');
      }
    }
  }

  private void send(char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(4 + body.length);
    out.write(body);
    out.flush();
  }

  private static byte[] bytes(String... texts) {
    var all = new ByteArrayOutputStream();
    for (String text : texts) {
      all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      all.write(0);
    }
    return all.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
