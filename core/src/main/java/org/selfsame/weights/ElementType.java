package org.selfsame.weights;

import java.util.Optional;

/** What the elements of a PyTorch storage are, by the class of the storage. */
enum ElementType {
  DOUBLE("DoubleStorage", DataType.F64),
  FLOAT("FloatStorage", DataType.F32),
  HALF("HalfStorage", DataType.F16),
  BFLOAT16("BFloat16Storage", DataType.BF16),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1),
  COMPLEX_FLOAT("ComplexFloatStorage", 8),
  COMPLEX_DOUBLE("ComplexDoubleStorage", 16);

  private final String storageClass;
  private final int bytes;
  private final Optional<DataType> dataType;

  ElementType(String storageClass, DataType dataType) {
    this.storageClass = storageClass;
    this.bytes = dataType.bytes();
    this.dataType = Optional.of(dataType);
  }

  ElementType(String storageClass, int bytes) {
    this.storageClass = storageClass;
    this.bytes = bytes;
    this.dataType = Optional.empty();
  }

  /** Returns the name of the class in the module torch (in old files also torch.cuda). */
  String storageClass() {
    return storageClass;
  }

  /** Returns the size of one element in bytes. */
  int bytes() {
    return bytes;
  }

  /** Returns how an element is read; empty where it is not a real floating-point number. */
  Optional<DataType> dataType() {
    return dataType;
  }
}
