package org.selfsame.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Writes pickles of the protocol 2 as Python does, but with room for what Python would not write.
 * Maps, collections, strings, whole numbers, doubles, booleans and null are written as they are.
 */
final class PickleWriter {
  /** An attribute of a Python module. */
  record Global(String module, String name) {}

  /** A tuple. */
  record Tuple(List<?> items) {
    static Tuple of(Object... items) {
      return new Tuple(Arrays.asList(items));
    }
  }

  /** The result of a call. */
  record Call(Object callable, Tuple arguments) {
    static Call of(String module, String name, Object... arguments) {
      return new Call(new Global(module, name), Tuple.of(arguments));
    }
  }

  /** What a persistent id refers to. */
  record Persistent(Tuple id) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int memoized;

  /** Returns a whole pickle of a value. */
  static byte[] pickle(Object value) {
    return new PickleWriter().op(0x80, 2).write(value).op('.').bytes();
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** Writes instructions or their operands byte by byte. */
  PickleWriter op(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** Writes an operand of four bytes. */
  PickleWriter int32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  /** Writes an operand of eight bytes. */
  PickleWriter int64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  /** Writes text without a length. */
  PickleWriter raw(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Writes the instructions that put a value on the stack. */
  PickleWriter write(Object value) {
    if (value == null) {
      return op('N');
    } else if (value instanceof Boolean truth) {
      return op(truth ? 0x88 : 0x89);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return op('X').int32(bytes.length).raw(text).memoize();
    } else if (value instanceof Map<?, ?> map) {
      return op('}').memoize().entries(map);
    } else if (value instanceof Collection<?> list) {
      op(']').memoize().op('(');
      list.forEach(this::write);
      return op('e');
    } else if (value instanceof Tuple tuple) {
      return tuple(tuple.items());
    } else if (value instanceof Global global) {
      return op('c').raw(global.module() + "\n" + global.name() + "\n").memoize();
    } else if (value instanceof Call call) {
      return write(call.callable()).write(call.arguments()).op('R').memoize();
    } else if (value instanceof Persistent persistent) {
      return write(persistent.id()).op('Q');
    }
    throw new IllegalArgumentException(value.getClass().toString());
  }

  private PickleWriter number(Number number) {
    long value = number.longValue();
    if (number instanceof Double) {
      return op('G').int64(Long.reverseBytes(Double.doubleToLongBits(number.doubleValue())));
    } else if (value == (value & 0xff)) {
      return op('K', (int) value);
    } else if (value == (int) value) {
      return op('J').int32((int) value);
    }
    return op(0x8a, 8).int64(value);
  }

  private PickleWriter tuple(List<?> items) {
    if (items.isEmpty()) {
      return op(')');
    }
    if (items.size() > 3) {
      op('(');
    }
    items.forEach(this::write);
    return (items.size() > 3 ? op('t') : op(0x84 + items.size())).memoize();
  }

  /** Puts the entries of a map into the dict on the stack. */
  PickleWriter entries(Map<?, ?> map) {
    op('(');
    map.forEach((key, item) -> write(key).write(item));
    return op('u');
  }

  private PickleWriter memoize() {
    return op('r').int32(memoized++);
  }
}
