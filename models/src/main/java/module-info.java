/** The shipped weights, each with its card: no classes, only files that core reads. */
@SuppressWarnings("opens") // javac looks for classes in a package
module org.selfsame.models {
  opens org.selfsame.models;
}
