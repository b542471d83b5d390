package city.sawang.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferedPacketsTest {
  private static final byte[] TIMEOUT = {};

  /** A socket that gives one piece per read, or times out. */
  private static final class Pieces extends InputStream {
    private final Deque<byte[]> pieces;
    private int reads;

    Pieces(byte[]... pieces) {
      this.pieces = new ArrayDeque<>(List.of(pieces));
    }

    @Override
    public int read() {
      throw new AssertionError("a system call for one byte");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      reads++;
      byte[] piece = pieces.poll();
      if (piece == null) {
        return -1;
      }
      if (piece == TIMEOUT) {
        throw new SocketTimeoutException();
      }
      System.arraycopy(piece, 0, target, offset, piece.length);
      return piece.length;
    }
  }

  @Test
  void manyPacketsAreReadByOneSystemCall() throws IOException {
    // given: two PUBACK-sized packets in one piece
    Pieces socket = new Pieces(new byte[] {0x40, 2, 0, 1, 0x40, 2, 0, 2});
    BufferedPackets packets = new BufferedPackets(socket);
    // when
    byte[] all = new byte[8];
    for (int at = 0; at < 8; at += 4) {
      all[at] = (byte) packets.read();
      all[at + 1] = (byte) packets.read();
      assertThat(packets.read(all, at + 2, 2)).isEqualTo(2);
    }
    // then
    assertThat(all).containsExactly(0x40, 2, 0, 1, 0x40, 2, 0, 2);
    assertThat(socket.reads).isEqualTo(1);
    assertThat(packets.read()).isEqualTo(-1);
  }

  @Test
  void aTimeoutWithinAHeaderIsNotSeen() throws IOException {
    // given: the link stalls after the type and after the first byte of the length
    BufferedPackets packets =
        new BufferedPackets(
            new Pieces(
                new byte[] {0x30}, TIMEOUT, TIMEOUT, new byte[] {(byte) 0x83}, TIMEOUT, bytes(1)));
    // when, then
    assertThat(packets.read()).isEqualTo(0x30);
    assertThat(packets.read()).isEqualTo(0x83);
    assertThat(packets.read()).isEqualTo(1);
  }

  @Test
  void aTimeoutBetweenPacketsAndInABodyIsPassedOn() throws IOException {
    // given
    BufferedPackets packets =
        new BufferedPackets(new Pieces(TIMEOUT, new byte[] {0x30, 2}, TIMEOUT, bytes(7, 8)));
    byte[] body = new byte[2];
    // when, then
    assertThatThrownBy(packets::read).isInstanceOf(SocketTimeoutException.class);
    assertThat(packets.read()).isEqualTo(0x30);
    assertThat(packets.read()).isEqualTo(2);
    assertThatThrownBy(() -> packets.read(body, 0, 2)).isInstanceOf(SocketTimeoutException.class);
    assertThat(packets.read(body, 0, 2)).isEqualTo(2);
    assertThat(body).containsExactly(7, 8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
