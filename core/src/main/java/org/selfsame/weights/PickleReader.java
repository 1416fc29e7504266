package org.selfsame.weights;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.selfsame.weights.Pickled.Dict;
import org.selfsame.weights.Pickled.None;
import org.selfsame.weights.Pickled.Sequence;
import org.selfsame.weights.Pickled.Tuple;

/**
 * Reads pickles of the protocols 0 to 5 and executes nothing: a pickle is a program for a small
 * stack machine, and here its instructions only make {@link Pickled} data. Names from Python's
 * modules are looked up in {@link PyTorchObjects}, which knows a few inert ones.
 *
 * <p>The number of instructions bounds work and memory, and {@link #MAX_BYTES} and {@link
 * #MAX_OBJECTS} bound it: an instruction costs no more than the bytes it occupies and the objects
 * it takes off the stack, and {@link PyTorchObjects} bounds its calls.
 */
final class PickleReader {
  /** The longest pickle; that of a network with 10,000 tensors has 2 MB. */
  static final int MAX_BYTES = 1 << 24;

  /** Objects put on the stack or in the memo; about 50 for each tensor. */
  static final int MAX_OBJECTS = 1_000_000;

  /** Open containers; Python's own pickler ends at its recursion limit of 1000. */
  private static final int MAX_MARKS = 1000;

  private static final int MAX_DIGITS = 1000;

  private final ByteBuffer bytes;
  private final PyTorchObjects objects;
  private final String file;

  private final List<Object> stack = new ArrayList<>();
  private final Deque<Integer> marks = new ArrayDeque<>(); // heights of the stack
  private final Map<Long, Object> memo = new HashMap<>();
  private int objectCount;

  /**
   * @param bytes pickles, one after the other, from the buffer's position
   * @param file what messages call the file
   */
  PickleReader(ByteBuffer bytes, PyTorchObjects objects, String file) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    this.objects = objects;
    this.file = file;
  }

  /**
   * Reads a pickle and leaves the buffer at its end.
   *
   * @throws WeightFileException if it is not a valid pickle or not one of a state dict
   */
  Object read() throws WeightFileException {
    stack.clear();
    marks.clear();
    memo.clear();
    try {
      for (int opcode = bytes.get(); opcode != '.'; opcode = bytes.get()) {
        execute(opcode & 0xff);
      }
    } catch (BufferUnderflowException e) {
      throw new WeightFileException(
          "%s is truncated or damaged: its pickle does not end within %d bytes. Fetch or copy the file again."
              .formatted(file, bytes.limit()),
          e);
    }
    return pop();
  }

  private void execute(int opcode) throws WeightFileException {
    switch (opcode) {
      case 0x80 -> protocol(); // PROTO
      case 0x95 -> frame(); // FRAME

      case '(' -> mark(); // MARK
      case '0' -> popOrUnmark(); // POP
      case '1' -> popToMark(); // POP_MARK
      case '2' -> push(top()); // DUP

      case 'N' -> push(None.NONE); // NONE
      case 0x88 -> push(true); // NEWTRUE
      case 0x89 -> push(false); // NEWFALSE
      case 'I' -> push(textInteger(line())); // INT
      case 'J' -> push((long) bytes.getInt()); // BININT
      case 'K' -> push((long) Byte.toUnsignedInt(bytes.get())); // BININT1
      case 'M' -> push((long) Short.toUnsignedInt(bytes.getShort())); // BININT2
      case 'L' -> push(textLong(line())); // LONG
      case 0x8a -> push(binaryLong(Byte.toUnsignedLong(bytes.get()))); // LONG1
      case 0x8b -> push(binaryLong(bytes.getInt())); // LONG4
      case 'F' -> push(textFloat(line())); // FLOAT
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()))); // BINFLOAT

      // The escapes of the texts of protocol 0 are kept: such a pickle cannot refer to a storage.
      case 'S', 'V' -> push(line()); // STRING, UNICODE
      case 'U', 0x8c -> push(text(length1())); // SHORT_BINSTRING, SHORT_BINUNICODE
      case 'T', 'X' -> push(text(length4())); // BINSTRING, BINUNICODE
      case 0x8d -> push(text(bytes.getLong())); // BINUNICODE8
      case 'C' -> push(skipped(length1())); // SHORT_BINBYTES
      case 'B' -> push(skipped(length4())); // BINBYTES
      case 0x8e, 0x96 -> push(skipped(bytes.getLong())); // BINBYTES8, BYTEARRAY8

      case ')' -> push(new Tuple(List.of())); // EMPTY_TUPLE
      case 't' -> push(new Tuple(popToMark())); // TUPLE
      case 0x85 -> push(new Tuple(pop(1))); // TUPLE1
      case 0x86 -> push(new Tuple(pop(2))); // TUPLE2
      case 0x87 -> push(new Tuple(pop(3))); // TUPLE3
      case ']', 0x8f -> push(new Sequence()); // EMPTY_LIST, EMPTY_SET
      case 'l', 0x91 -> push(new Sequence(popToMark())); // LIST, FROZENSET
      case 'a' -> append(pop(1)); // APPEND
      case 'e', 0x90 -> append(popToMark()); // APPENDS, ADDITEMS
      case '}' -> push(new Dict()); // EMPTY_DICT
      case 'd' -> push(new Dict(pairs(popToMark()))); // DICT
      case 's' -> put(pop(2)); // SETITEM
      case 'u' -> put(popToMark()); // SETITEMS

      case 'p' -> remember(index(line())); // PUT
      case 'q' -> remember(length1()); // BINPUT
      case 'r' -> remember(length4()); // LONG_BINPUT
      case 0x94 -> remember(memo.size()); // MEMOIZE
      case 'g' -> push(recall(index(line()))); // GET
      case 'h' -> push(recall(length1())); // BINGET
      case 'j' -> push(recall(length4())); // LONG_BINGET

      case 'c' -> push(objects.global(line(), line())); // GLOBAL
      case 0x93 -> stackGlobal(); // STACK_GLOBAL
      case 'R' -> reduce(); // REDUCE
      case 'b' -> build(); // BUILD
      case 'Q' -> push(objects.persistent(pop())); // BINPERSID
      case 'i' -> { // INST
        objects.global(line(), line());
        throw unexpected(opcode);
      }
      default -> throw unexpected(opcode);
    }
  }

  private void protocol() throws WeightFileException {
    int protocol = Byte.toUnsignedInt(bytes.get());
    if (protocol > 5) {
      throw new WeightFileException(
          "%s: its pickle has the protocol %d, expected 0 to 5".formatted(file, protocol));
    }
  }

  /** A frame says how many bytes may be fetched at once; here all are in memory. */
  private void frame() throws WeightFileException {
    requireRemaining(bytes.getLong());
  }

  private void mark() throws WeightFileException {
    count();
    if (marks.size() == MAX_MARKS) {
      throw invalid("more than %d containers are nested".formatted(MAX_MARKS));
    }
    marks.push(stack.size());
  }

  private void popOrUnmark() throws WeightFileException {
    if (!marks.isEmpty() && marks.getFirst() == stack.size()) {
      marks.pop();
    } else {
      pop();
    }
  }

  private void push(Object value) throws WeightFileException {
    count();
    stack.add(value);
  }

  private Object top() throws WeightFileException {
    requireItems(1);
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws WeightFileException {
    requireItems(1);
    return stack.remove(stack.size() - 1);
  }

  private List<Object> pop(int count) throws WeightFileException {
    requireItems(count);
    return popFrom(stack.size() - count);
  }

  private List<Object> popToMark() throws WeightFileException {
    if (marks.isEmpty()) {
      throw invalid("a container ends that has not begun");
    }
    return popFrom(marks.pop());
  }

  private List<Object> popFrom(int start) {
    List<Object> end = stack.subList(start, stack.size());
    List<Object> items = new ArrayList<>(end);
    end.clear();
    return items;
  }

  private void requireItems(int count) throws WeightFileException {
    int bottom = marks.isEmpty() ? 0 : marks.getFirst();
    if (stack.size() - bottom < count) {
      throw invalid("an instruction finds nothing to work on");
    }
  }

  private void append(List<Object> items) throws WeightFileException {
    if (!(top() instanceof Sequence sequence)) {
      throw invalid("items are added to something that is not a list");
    }
    sequence.items().addAll(items);
  }

  private void put(List<Object> keysAndValues) throws WeightFileException {
    if (!(top() instanceof Dict dict)) {
      throw invalid("items are put into something that is not a dict");
    }
    dict.keysAndValues().addAll(pairs(keysAndValues));
  }

  private List<Object> pairs(List<Object> keysAndValues) throws WeightFileException {
    if (keysAndValues.size() % 2 != 0) {
      throw invalid("a dict has a key without a value");
    }
    return keysAndValues;
  }

  private void remember(long index) throws WeightFileException {
    count();
    memo.put(index, top());
  }

  private Object recall(long index) throws WeightFileException {
    Object value = memo.get(index);
    if (value == null) {
      throw invalid("it refers to an object %d that is not there".formatted(index));
    }
    return value;
  }

  private void stackGlobal() throws WeightFileException {
    List<Object> names = pop(2);
    if (!(names.get(0) instanceof String module && names.get(1) instanceof String name)) {
      throw invalid("a global has no name");
    }
    push(objects.global(module, name));
  }

  private void reduce() throws WeightFileException {
    List<Object> call = pop(2);
    if (!(call.get(1) instanceof Tuple arguments)) {
      throw invalid("something is called without arguments");
    }
    push(objects.call(call.get(0), arguments));
  }

  /** A dict's attributes, the versions of modules, are left out; nothing else has any. */
  private void build() throws WeightFileException {
    pop();
    if (!(top() instanceof Dict)) {
      throw invalid("attributes are set of something that has none");
    }
  }

  private long length1() {
    return Byte.toUnsignedLong(bytes.get());
  }

  private long length4() {
    return Integer.toUnsignedLong(bytes.getInt());
  }

  private byte[] take(long length) throws WeightFileException {
    requireRemaining(length);
    byte[] taken = new byte[(int) length];
    bytes.get(taken);
    return taken;
  }

  private String text(long length) throws WeightFileException {
    return new String(take(length), StandardCharsets.UTF_8);
  }

  private None skipped(long length) throws WeightFileException {
    requireRemaining(length);
    bytes.position(bytes.position() + (int) length);
    return None.NONE;
  }

  private void requireRemaining(long length) throws WeightFileException {
    if (length < 0 || length > bytes.remaining()) {
      throw invalid(
          "%s bytes should follow byte %d, %d are there"
              .formatted(Long.toUnsignedString(length), bytes.position(), bytes.remaining()));
    }
  }

  /** Returns the bytes up to the next line feed and skips that. */
  private String line() throws WeightFileException {
    int start = bytes.position();
    int length = 0;
    while (bytes.get() != '\n') {
      length++;
    }
    bytes.position(start);
    String line = text(length);
    bytes.get();
    return line;
  }

  private Object textInteger(String line) throws WeightFileException {
    return switch (line) {
      case "00" -> false;
      case "01" -> true;
      default -> textLong(line);
    };
  }

  private Object textLong(String line) throws WeightFileException {
    String digits = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
    try {
      if (digits.length() <= MAX_DIGITS) {
        return integer(new BigInteger(digits));
      }
    } catch (NumberFormatException e) {
      // falls through to the same message
    }
    throw invalid("%s is not a whole number".formatted(Pickled.quote(line)));
  }

  private long index(String line) throws WeightFileException {
    if (textLong(line) instanceof Long index) {
      return index;
    }
    throw invalid("%s is not an index".formatted(Pickled.quote(line)));
  }

  private Object binaryLong(long length) throws WeightFileException {
    byte[] bigEndian = take(length);
    for (int i = 0, j = bigEndian.length - 1; i < j; i++, j--) {
      byte swapped = bigEndian[i];
      bigEndian[i] = bigEndian[j];
      bigEndian[j] = swapped;
    }
    return bigEndian.length == 0 ? (Object) 0L : integer(new BigInteger(bigEndian));
  }

  /** Returns a Long where it fits. */
  private static Object integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private double textFloat(String line) throws WeightFileException {
    try {
      if (line.length() <= MAX_DIGITS) {
        return Double.parseDouble(line);
      }
    } catch (NumberFormatException e) {
      // falls through to the same message
    }
    throw invalid("%s is not a number".formatted(Pickled.quote(line)));
  }

  private void count() throws WeightFileException {
    if (++objectCount > MAX_OBJECTS) {
      throw invalid("it has more than %d objects".formatted(MAX_OBJECTS));
    }
  }

  private WeightFileException unexpected(int opcode) {
    return invalid(
        "the instruction 0x%02x before byte %d has no place in a state dict"
            .formatted(opcode, bytes.position()));
  }

  private WeightFileException invalid(String problem) {
    return new WeightFileException(
        "%s is damaged or not a PyTorch checkpoint: in its pickle, %s".formatted(file, problem));
  }
}
