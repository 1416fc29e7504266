package org.selfsame.lab.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.selfsame.degradation.BicubicDownscale;
import org.selfsame.degradation.Degradation;
import org.selfsame.degradation.GaussianNoise;
import org.selfsame.degradation.JpegCompression;
import org.selfsame.image.Image;
import org.selfsame.image.ImageFiles;
import org.selfsame.image.Luminance;
import org.selfsame.image.Picture;
import org.selfsame.image.Resampling;
import org.selfsame.image.Restoration;
import org.selfsame.image.SampleFormat;
import org.selfsame.lab.data.Textures;
import org.selfsame.quality.Psnr;
import org.selfsame.quality.PsnrB;
import org.selfsame.quality.Ssim;
import org.selfsame.restore.ProgressListener;
import org.selfsame.task.Task;

class EvaluationTest {
  private static final Condition NOISE =
      new Condition(new GaussianNoise(25, 3, GaussianNoise.Form.FLOAT), false);

  @TempDir private Path folder;
  private Path set;

  /** Halves the contrast; counts how often it is asked. */
  private static final class Fading implements Method {
    private int calls;
    private int failAt = -1;

    @Override
    public String label() {
      return "fading";
    }

    @Override
    public String identity() {
      return "fading";
    }

    @Override
    public long parameters() {
      return 1;
    }

    @Override
    public Optional<String> publishedName() {
      return Optional.empty();
    }

    @Override
    public Optional<String> refusal(Condition condition, boolean gray) {
      return Optional.empty();
    }

    @Override
    public Restoration restoration(Condition condition, ProgressListener listener) {
      return image -> {
        if (calls++ == failAt) {
          throw new CancellationException("stopped");
        }
        Image result = image.copy();
        for (int c = 0; c < result.channels(); c++) {
          float[] plane = result.plane(c);
          for (int i = 0; i < plane.length; i++) {
            plane[i] = 0.25f + plane[i] / 2;
          }
        }
        return result;
      };
    }
  }

  @BeforeEach
  void makeSet() throws IOException {
    set = folder.resolve("set");
    Textures.write(set, 3, 26, 31, 3);
  }

  private Cell cell(Condition condition, Method method) throws IOException {
    return new Cell(ImageSet.of(set), condition, method);
  }

  private Image clean(int index) throws IOException {
    return ImageFiles.read(ImageSet.of(set).files().get(index)).image();
  }

  @Test
  void ofNoiseAllChannelsAreComparedIn8Bits() throws IOException {
    Row row = Evaluation.inMemory().run(cell(NOISE, new Fading()), new EvaluationListener() {});
    double psnr = 0;
    double ssim = 0;
    for (int i = 0; i < 3; i++) {
      String name = ImageSet.of(set).files().get(i).getFileName().toString();
      Image noisy = NOISE.degradation().degrade(clean(i), name);
      Image restored = new Fading().restoration(NOISE, ProgressListener.NONE).restore(noisy);
      psnr += Psnr.of(restored, clean(i)) / 3;
      ssim += Ssim.of(restored, clean(i)) / 3;
    }
    assertThat(row.psnr()).isCloseTo(psnr, within(1e-9));
    assertThat(row.ssim()).isCloseTo(ssim, within(1e-9));
    assertThat(row.channels()).isEqualTo("rgb");
    assertThat(row.psnrB()).isEmpty();
  }

  @Test
  void ofSuperResolutionLumaIsComparedWithoutItsBorder() throws IOException {
    Row row =
        Evaluation.inMemory()
            .run(
                cell(new Condition(new BicubicDownscale(3), false), Baseline.BICUBIC),
                new EvaluationListener() {});
    double psnr = 0;
    for (int i = 0; i < 3; i++) {
      Image goal = clean(i).crop(0, 0, 24, 30);
      Image low = Resampling.resizeLevels(goal, 8, 10);
      Image high = SampleFormat.UINT8.round(Resampling.resize(low, 24, 30));
      psnr += Psnr.of(inner(Luminance.studioLuma(high)), inner(Luminance.studioLuma(goal))) / 3;
    }
    assertThat(row.psnr()).isCloseTo(psnr, within(1e-9));
    assertThat(row.channels()).isEqualTo("y");
  }

  private static Image inner(Image image) {
    return image.crop(3, 3, image.width() - 6, image.height() - 6);
  }

  @Test
  void ofJpegLumaIsCompressedAndItsBlocksAreMeasured() throws IOException {
    JpegCompression jpeg = new JpegCompression(10);
    Row row =
        Evaluation.inMemory()
            .run(cell(new Condition(jpeg, false), Baseline.NONE), new EvaluationListener() {});
    double psnrB = 0;
    double ssim = 0;
    for (int i = 0; i < 3; i++) {
      Image luma = SampleFormat.UINT8.round(Luminance.studioLuma(clean(i)));
      Image coded = jpeg.degrade(luma, "");
      psnrB += PsnrB.of(coded, luma) / 3;
      ssim += Ssim.of(coded, luma, Ssim.Window.UNIFORM) / 3;
    }
    assertThat(row.psnrB()).hasValueCloseTo(psnrB, within(1e-9));
    assertThat(row.ssim()).isCloseTo(ssim, within(1e-9));
  }

  @Test
  void aFigureDependsNeitherOnTheOtherImagesNorOnTheirOrder() throws IOException {
    Row all = Evaluation.inMemory().run(cell(NOISE, new Fading()), new EvaluationListener() {});
    ImageSet reversed =
        new ImageSet(
            "reversed",
            set.toAbsolutePath().normalize(),
            IntStream.of(2, 0).mapToObj(i -> all.cell().set().files().get(i)).toList());
    Row two =
        Evaluation.inMemory()
            .run(new Cell(reversed, NOISE, new Fading()), new EvaluationListener() {});
    assertThat(two.images().get(0).scores()).isEqualTo(all.images().get(2).scores());
    assertThat(two.images().get(1).scores()).isEqualTo(all.images().get(0).scores());
  }

  @Test
  void anEvaluationThatWasStoppedGoesOnWithTheNextImage() throws IOException {
    ResultFolder results = ResultFolder.open(folder.resolve("out"));
    Fading stopped = new Fading();
    stopped.failAt = 2;
    List<String> measured = new ArrayList<>();
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void measured(Cell cell, ImageResult result, boolean stored) {
            measured.add(result.image() + (stored ? " stored" : ""));
          }
        };
    assertThat(catchThrowable(() -> Evaluation.in(results).run(cell(NOISE, stopped), listener)))
        .isInstanceOf(CancellationException.class);
    Fading method = new Fading();
    Row row = Evaluation.in(results).run(cell(NOISE, method), listener);
    assertThat(method.calls).isEqualTo(1);
    assertThat(measured)
        .containsExactly("00.png", "01.png", "00.png stored", "01.png stored", "02.png");
    Row whole = Evaluation.inMemory().run(cell(NOISE, new Fading()), new EvaluationListener() {});
    assertThat(row.psnr()).isEqualTo(whole.psnr());
    assertThat(Evaluation.in(results).run(cell(NOISE, method), listener).psnr())
        .isEqualTo(whole.psnr());
    assertThat(method.calls).isEqualTo(1);
    // Another seed is another condition.
    Condition other = new Condition(new GaussianNoise(25, 4, GaussianNoise.Form.FLOAT), false);
    Evaluation.in(results).run(cell(other, method), listener);
    assertThat(method.calls).isEqualTo(4);
  }

  @Test
  void resultsThatCannotBeWrittenEndTheEvaluationAndDamagedOnesAreMeasuredAgain()
      throws IOException {
    Path out = folder.resolve("out");
    ResultFolder results = ResultFolder.open(out);
    Cell cell = cell(NOISE, new Fading());
    Row row = Evaluation.in(results).run(cell, new EvaluationListener() {});
    try (var rows = Files.list(out.resolve("rows"))) {
      Files.writeString(rows.findFirst().orElseThrow(), "{\"images\": [3");
    }
    Fading again = new Fading();
    Row second = Evaluation.in(results).run(cell(NOISE, again), new EvaluationListener() {});
    assertThat(again.calls).isEqualTo(3);
    assertThat(second.psnr()).isEqualTo(row.psnr());
    Path blocked = folder.resolve("blocked");
    ResultFolder unusable = ResultFolder.open(blocked);
    Files.writeString(blocked.resolve("images"), "where a folder is to be");
    Fading once = new Fading();
    assertThatThrownBy(
            () -> Evaluation.in(unusable).run(cell(NOISE, once), new EvaluationListener() {}))
        .isInstanceOf(IOException.class);
    assertThat(once.calls).isEqualTo(1);
  }

  @Test
  void imagesThatCannotBeMeasuredAreLeftOutAndNamed() throws IOException {
    Files.writeString(set.resolve("00broken.png"), "no image");
    ImageFiles.write(
        set.resolve("tiny.png"), Picture.of(Image.black(9, 40, 1), SampleFormat.UINT8));
    ImageFiles.write(
        set.resolve("zdeep.png"), Picture.of(Image.black(20, 15, 1), SampleFormat.UINT16));
    Files.writeString(set.resolve("notes.txt"), "no image, and not named like one");
    List<Path> told = new ArrayList<>();
    EvaluationListener listener =
        new EvaluationListener() {
          @Override
          public void failed(Cell cell, Path file, Throwable failure) {
            told.add(file.getFileName());
          }
        };
    Row row = Evaluation.inMemory().run(cell(NOISE, new Fading()), listener);
    assertThat(row.failed()).containsExactly("00broken.png", "tiny.png");
    assertThat(told).containsExactly(Path.of("00broken.png"), Path.of("tiny.png"));
    assertThat(row.images()).hasSize(4);
    assertThat(row.total()).isEqualTo(6);
    assertThat(row.channels()).isEqualTo("mixed");
    assertThat(row.psnr()).isFinite();
  }

  @Test
  void imagesWithoutErrorsPrintAsInfAndDoNotSpoilTheMean() throws IOException {
    Condition none = new Condition(new GaussianNoise(0, 0, GaussianNoise.Form.FLOAT), false);
    Row exact = Evaluation.inMemory().run(cell(none, Baseline.NONE), new EvaluationListener() {});
    assertThat(exact.psnr()).isInfinite();
    assertThat(exact.ssim()).isCloseTo(1, within(1e-12));
    assertThat(exact.exact()).isEqualTo(3);
    assertThat(new ResultTables(List.of(exact), "x").markdown()).contains("| inf | 1.0000 |");
    assertThat(new ResultTables(List.of(exact), "x").csv()).contains(",inf,1.000000,");
    Row noisy = Evaluation.inMemory().run(cell(NOISE, Baseline.NONE), new EvaluationListener() {});
    List<ImageResult> mixed = new ArrayList<>(noisy.images().subList(0, 2));
    mixed.add(exact.images().get(2));
    Row row = new Row(noisy.cell(), mixed, List.of(), Optional.empty());
    double expected = (mixed.get(0).scores().psnr() + mixed.get(1).scores().psnr()) / 2;
    assertThat(row.psnr()).isCloseTo(expected, within(1e-12));
    assertThat(row.exact()).isEqualTo(1);
  }

  @Test
  void setsOfOneNameAreToldApartAndAFolderIsMeasuredOnce() throws IOException {
    Path other = folder.resolve("more/set");
    Textures.write(other, 1, 12, 12, 1);
    List<ImageSet> sets =
        ImageSet.distinct(List.of(ImageSet.of(set), ImageSet.of(other), ImageSet.of(set)));
    assertThat(sets).hasSize(2);
    assertThat(sets.get(0).name()).isNotEqualTo(sets.get(1).name()).endsWith("/set");
    assertThat(sets.get(1).name()).isEqualTo("more/set");
  }

  @Test
  void publishedFiguresAreFoundByTaskSetLevelAndMethod() throws IOException {
    Path live = folder.resolve("LIVE1");
    Textures.write(live, 1, 20, 20, 3);
    Cell jpeg =
        new Cell(ImageSet.of(live), new Condition(new JpegCompression(10), false), Baseline.NONE);
    Row row = Evaluation.inMemory().run(jpeg, new EvaluationListener() {});
    assertThat(ResultTables.published(row)).isEqualTo("27.77 / 0.7905 (RNAN, table 5)");
    assertThat(new ResultTables(List.of(row), "x").markdown())
        .contains("| LIVE1 |  | *RNAN (RNAN, table 5)* |  | 29.63 |  |  |  |  |  |\n");
    Degradation quality10 = Task.named("deblock-color").degradation("10", 0, null);
    Cell color =
        new Cell(
            ImageSet.of(live),
            new Condition(Task.named("deblock-color"), quality10, false),
            Baseline.NONE);
    Row ofColor = Evaluation.inMemory().run(color, new EvaluationListener() {});
    assertThat(ResultTables.published(ofColor)).isEqualTo("25.69 (widely published)");
    assertThat(new ResultTables(List.of(ofColor), "x").markdown())
        .contains("| LIVE1 |  | *FBCNN (Jiang et al., 2021)* |  | 27.77 |  |  |  |  |\n");
    Row noise =
        Evaluation.inMemory()
            .run(new Cell(ImageSet.of(live), NOISE, Baseline.NONE), new EvaluationListener() {});
    assertThat(ResultTables.published(noise)).isEmpty();
  }

  @Test
  void setsAreFoundByAnyOfTheirNames() throws IOException {
    Path b100 = Files.createDirectories(folder.resolve("data/benchmark/BSD100"));
    Path real = b100.toRealPath();
    assertThat(Preset.find("B100", folder)).contains(real);
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
    assertThat(Preset.find("B100", link)).contains(real);
    assertThat(Preset.find("b100", folder.resolve("data"))).contains(real);
    assertThat(Preset.find("Urban100", folder)).isEmpty();
  }

  @Test
  void everyPresetCanBeRead() {
    assertThat(Preset.names()).contains("nlrn-table4", "nlrn-table6", "rnan-table2", "shipped");
    for (String name : Preset.names()) {
      assertThat(Preset.named(name).parts()).isNotEmpty();
      for (Preset.Part part : Preset.named(name).parts()) {
        for (String level : part.levels()) {
          new Condition(part.task().degradation(level, 0, part.form()), part.gray());
        }
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Preset.named("table"))
        .withMessageContaining("expected one of nlrn-table4");
  }
}
