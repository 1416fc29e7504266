package org.selfsame.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in Chromium. Screenshots are left in {@code target/screenshots}, for eyes to look at.
 * Skipped where Chromium and its driver are not installed.
 */
class PageTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path CAT = Path.of("..", "examples", "cat_noisy.png");

  @TempDir private Path folder;
  private Server server;
  private ChromeDriver browser;

  @BeforeEach
  void open() throws IOException {
    assumeTrue(
        Files.exists(CHROMIUM) && Files.exists(DRIVER),
        "the page is not tested: there is no %s with %s here".formatted(CHROMIUM, DRIVER));
    server =
        Server.start(
            ServerOptions.in(folder.resolve("kept")).at("127.0.0.1", 0, Optional.empty()),
            line -> {});
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--lang=en");
    options.addArguments("--force-device-scale-factor=1", "--hide-scrollbars");
    options.setExperimentalOption(
        "prefs",
        Map.of(
            "download.default_directory",
            Files.createDirectory(folder.resolve("downloads")).toString()));
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    browser.manage().window().setSize(new Dimension(1280, 900));
    load();
  }

  private void load() {
    browser.get(server.address().toString());
    until(page -> page.findElement(By.tagName("body")).getDomAttribute("data-ready") != null);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
    }
  }

  private <T> T until(ExpectedCondition<T> condition) {
    return new WebDriverWait(browser, Duration.ofMinutes(3))
        .ignoring(StaleElementReferenceException.class)
        .until(condition);
  }

  private Object script(String code, Object... arguments) {
    return ((JavascriptExecutor) browser).executeScript(code, arguments);
  }

  private WebElement one(String selector) {
    return browser.findElement(By.cssSelector(selector));
  }

  private void click(String selector) {
    one(selector).click();
  }

  /** As a person drops files on a page. */
  private void drop(Map<String, byte[]> files) {
    script(
        """
        const data = new DataTransfer();
        for (const [name, content] of Object.entries(arguments[0])) {
          data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
        }
        document.body.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));
        """,
        files.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    file -> Base64.getEncoder().encodeToString(file.getValue()))));
  }

  private void dropCat() throws IOException {
    dropOne(Files.readAllBytes(CAT));
  }

  private void dropSmall() {
    dropOne(Visitor.png(240, 200, 1));
  }

  private void dropOne(byte[] image) {
    drop(Map.of("cat.png", image));
    until(page -> one("#left .base").getDomAttribute("class").contains("shown"));
  }

  private List<WebElement> jobs(String state) {
    return browser.findElements(By.cssSelector("#jobs li[data-state=%s]".formatted(state)));
  }

  private void restore(int done) {
    click("#start");
    until(page -> jobs("done").size() == done);
    until(page -> one("#right .base").getDomAttribute("class").contains("shown"));
  }

  private void screenshot(String name) throws IOException {
    Files.createDirectories(SCREENSHOTS);
    script("return document.fonts.ready");
    Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  private double split() {
    return Double.parseDouble(
        one("#view").getDomAttribute("style").replaceAll(".*--split: ([0-9.]+)%.*", "$1"));
  }

  @Test
  void aDroppedImageIsRestoredComparedAndTaken() throws Exception {
    screenshot("welcome");
    dropCat();
    assertThat(one("#noise").getText()).matches("Noise: sigma \\d+\\.\\d estimated.*");
    restore(1);
    screenshot("desktop");

    Actions mouse = new Actions(browser);
    mouse.moveToElement(one("#view")).clickAndHold().moveByOffset(-200, 0).release().perform();
    assertThat(split()).isLessThan(40);
    double before = split();
    one("#slider").sendKeys(Keys.END);
    assertThat(split()).isEqualTo(100);
    one("#slider").sendKeys(Keys.ARROW_LEFT);
    assertThat(split()).isBetween(before, 99.99);
    assertThat(one("#slider").getDomAttribute("aria-valuetext")).endsWith("% left");

    click("#jobs a.button");
    Path taken = folder.resolve("downloads").resolve("cat_denoised.png");
    until(page -> Files.exists(taken));
    assertThat(Files.readAllBytes(taken))
        .isEqualTo(new Visitor(server.port()).post("/v1/denoise", Files.readAllBytes(CAT)).body());
  }

  @Test
  void anotherStrengthIsAnotherResultBesideTheFirst() throws Exception {
    dropSmall();
    new Select(one("#option-model")).selectByValue("nlm");
    one("#option-sigma").sendKeys("20");
    restore(1);
    one("#option-strength").clear();
    one("#option-strength").sendKeys("0.5");
    restore(2);
    new Select(one("#left-of")).selectByIndex(1);
    assertThat(one("#left-tag").getText()).isEqualTo("nlm, sigma 20");
    assertThat(one("#right-tag").getText()).isEqualTo("nlm, sigma 10");
    until(page -> one("#left .base").getDomAttribute("src").contains("/v1/jobs/"));
    click("#difference");
    screenshot("difference");
    click("#difference");
    click("#one");
    click("#in");
    assertThat(one("#zoom").getText()).isEqualTo("200 %");
    screenshot("zoomed");
  }

  @Test
  void aPartIsPreviewedWhereThePointerIs() throws Exception {
    dropSmall();
    click("#preview");
    new Actions(browser).moveToElement(one("#view")).click().perform();
    until(page -> one("#lens span").getText().equals("Preview"));
    assertThat(script("return document.querySelector('#lens canvas').width")).isEqualTo(192L);
    screenshot("preview");
    assertThat(jobs("done")).isEmpty();
  }

  @Test
  void aJobIsCancelled() throws Exception {
    dropCat();
    new Select(one("#task")).selectByValue("upscale");
    new Select(one("#option-scale")).selectByValue("4");
    click("#start");
    click("#start");
    until(page -> jobs("queued").size() == 1);
    click("#jobs li[data-state=queued] button:not(.link)");
    until(page -> jobs("cancelled").size() == 1);
    assertThat(jobs("queued")).isEmpty();
  }

  @Test
  void aBrokenFileIsToldAndTheOthersAreTaken() throws Exception {
    byte[] image = Visitor.png(240, 200, 1);
    drop(Map.of("broken.png", Arrays.copyOf(image, 5000)));
    until(page -> one("#status").getText().contains("broken.png: the file is cut off"));
    screenshot("broken");
    dropSmall();
    assertThat(one("#problem").getText()).isEmpty();
  }

  @Test
  void anImpossibleLevelIsRefusedInTheWordsOfTheServer() throws Exception {
    dropSmall();
    one("#option-sigma").sendKeys("900");
    click("#start");
    until(page -> one("#problem").getText().startsWith("sigma 900: model denoise-gray denoises"));
    Thread.sleep(600); // longer than the page waits for further changes
    assertThat(one("#problem").getText()).startsWith("sigma 900");
  }

  @Test
  void severalImagesAreRestoredAndPacked() throws Exception {
    drop(Map.of("a.png", Visitor.png(60, 40, 1), "b.png", Visitor.png(50, 50, 3)));
    until(page -> browser.findElements(By.cssSelector("#images button")).size() == 2);
    click("#start-all");
    until(page -> jobs("done").size() == 2);
    assertThat(one("#zip").isDisplayed()).isTrue();
    click("#zip");
    File[] archives =
        until(
            page -> {
              File[] found =
                  folder
                      .resolve("downloads")
                      .toFile()
                      .listFiles((in, name) -> name.endsWith(".zip"));
              return found.length == 0 ? null : found;
            });
    assertThat(archives[0].length()).isPositive();
    screenshot("several");
  }

  @Test
  void anEnlargedResultLiesOverItsImage() throws Exception {
    dropSmall();
    new Select(one("#task")).selectByValue("upscale");
    restore(1);
    // Enlarged or not, both layers are as large.
    assertThat(one("#right .base").getRect().getDimension())
        .isEqualTo(one("#left .base").getRect().getDimension());
    assertThat(script("return document.querySelector('#right .base').naturalWidth"))
        .isEqualTo(480L);
  }

  @Test
  void itFitsANarrowScreenAndTheDark() throws Exception {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
    load();
    screenshot("narrow-welcome");
    dropSmall();
    restore(1);
    assertThat((Long) script("return document.documentElement.scrollWidth")).isEqualTo(360L);
    screenshot("narrow");
    script("scrollTo(0, document.body.scrollHeight)");
    screenshot("narrow-below");
    browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    script("scrollTo(0, 0)");
    screenshot("dark");
  }

  @Test
  void thePageIsSmallAndSoonThere() throws Exception {
    assertThat(
            (Long)
                script(
                    """
            return performance.getEntries().filter(e => e.transferSize)
                .reduce((sum, e) => sum + e.transferSize, 0)
            """))
        .isBetween(1L, 150_000L);
    Number painted =
        (Number) script("return performance.getEntriesByType('paint').at(-1).startTime");
    System.out.printf("First contentful paint after %d ms%n", painted.longValue());
    assertThat(painted.doubleValue()).isPositive();
    assertThat(browser.manage().logs().get("browser").getAll()).isEmpty();
  }
}
