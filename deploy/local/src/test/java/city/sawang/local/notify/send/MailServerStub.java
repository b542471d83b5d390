package city.sawang.local.notify.send;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mail server of a few lines, which takes what it is given or says what a test wants it to say.
 */
final class MailServerStub implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  private final List<String> mails = new CopyOnWriteArrayList<>();
  private volatile String afterData = "250 taken";
  private volatile boolean dribbling;

  MailServerStub() throws IOException {
    Thread thread = new Thread(this::serve, "mail-stub");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  /** The contents of the mails so far, headers and body. */
  List<String> mails() {
    return mails;
  }

  /** What it answers to the end of a mail. */
  void answerAfterData(String reply) {
    afterData = reply;
  }

  /** It greets letter by letter, for ever. */
  void dribble() {
    dribbling = true;
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        converse(client);
      } catch (IOException e) {
        // The other side ended it, or the test did.
      }
    }
  }

  private void converse(Socket client) throws IOException {
    while (dribbling) {
      say(client, "220-");
    }
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    say(client, "220 stub");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("EHLO")) {
        say(client, "250 stub");
      } else if (line.equals("DATA")) {
        say(client, "354 go on");
        StringBuilder mail = new StringBuilder();
        for (String data = in.readLine(); !data.equals("."); data = in.readLine()) {
          mail.append(data).append("\r\n");
        }
        mails.add(mail.toString());
        say(client, afterData);
      } else if (line.equals("QUIT")) {
        say(client, "221 bye");
        return;
      } else {
        say(client, "250 yes");
      }
    }
  }

  private static void say(Socket client, String reply) throws IOException {
    client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
