package org.selfsame.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XmpTest {
  private static final String START =
      "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
          + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">";
  private static final String END = "</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";

  private static byte[] packet(String inside) {
    return (START + inside + END).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] packet) {
    return new String(packet, StandardCharsets.UTF_8);
  }

  @Test
  void aPacketThatSaysNothingOfTheOldPictureStaysByteForByte() {
    byte[] packet =
        packet(
            "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
                + " dc:format='image/png' >\n<dc:title>Sea</dc:title></rdf:Description>  ");
    assertThat(Xmp.of(packet, 5, 3)).isSameAs(packet);
    assertThat(Xmp.upright(packet)).isSameAs(packet);
    byte[] broken = "<x".getBytes(StandardCharsets.UTF_8);
    assertThat(Xmp.of(broken, 5, 3)).isSameAs(broken);
  }

  @Test
  void sizeAndOrientationAreThoseOfTheNewPictureWhereverTheyStand() {
    byte[] packet =
        packet(
            "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/'"
                + " xmlns:exif='http://ns.adobe.com/exif/1.0/' tiff:ImageWidth='64'"
                + " tiff:Orientation='6'><exif:PixelXDimension>64</exif:PixelXDimension>"
                + "<exif:PixelYDimension>48</exif:PixelYDimension></rdf:Description>");
    assertThat(text(Xmp.of(packet, 128, 96)))
        .startsWith("<?xpacket begin=\"\ufeff\"")
        .contains("tiff:ImageWidth=\"128\"", "PixelXDimension>128<", "PixelYDimension>96<")
        .contains("tiff:Orientation=\"6\"")
        .endsWith("<?xpacket end=\"w\"?>");
    assertThat(text(Xmp.upright(packet))).contains("tiff:Orientation=\"1\"", "Width=\"64\"");
  }

  @Test
  void thumbnailsGainMapsAndVideosAreNoLongerTold() {
    byte[] packet =
        packet(
            "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/'"
                + " xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'"
                + " xmlns:c='http://ns.google.com/photos/1.0/container/'"
                + " xmlns:g='http://ns.google.com/photos/1.0/camera/' hdrgm:Version='1.0'"
                + " g:MotionPhoto='1' g:MicroVideoOffset='99' xmp:Rating='5'>"
                + "<xmp:Thumbnails>data</xmp:Thumbnails><c:Directory>2</c:Directory>"
                + "</rdf:Description>");
    assertThat(text(Xmp.of(packet, 5, 3)))
        .contains("xmp:Rating=\"5\"")
        .doesNotContain("Version", "MotionPhoto", "MicroVideo", "Thumbnails", "Directory");
  }

  @Test
  void aPacketTooLongForASegmentOfAJpegComesBackFromItsExtension() throws IOException {
    byte[] packet =
        packet(
            "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>"
                + "sea ".repeat(50_000)
                + "</dc:title></rdf:Description>");
    Remarks remarks = Remarks.NONE.withXmp(Optional.of(packet));
    Picture picture =
        Picture.of(TestImages.smooth(8, 8, 1), SampleFormat.UINT8)
            .withMetadata(Metadata.NONE.withRemarks(remarks));
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageFiles.write(jpeg, picture, WriteOptions.of(FileFormat.JPEG));

    String read =
        text(JpegDecoder.decode(jpeg.toByteArray()).metadata().remarks().xmp().orElseThrow());

    assertThat(read).contains("<dc:title>" + "sea ".repeat(50_000) + "</dc:title>");
    assertThat(read).doesNotContain("HasExtendedXMP");
  }

  @Test
  void whatLiesBehindAJpegIsNamed() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    byte[] gainMap =
        packet(
            "<rdf:Description xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'"
                + " hdrgm:Version='1.0'/>");
    Picture picture =
        Picture.of(TestImages.smooth(8, 8, 3), SampleFormat.UINT8)
            .withMetadata(Metadata.NONE.withRemarks(Remarks.NONE.withXmp(Optional.of(gainMap))));
    // As if it came from a camera: written as it is, without the edits of a new picture.
    JpegEncoder.encode(picture, 90, WriteOptions.JpegChroma.FULL_SIZE, jpeg);
    jpeg.writeBytes(new byte[] {0, 0, 0, 24, 'f', 't', 'y', 'p', 'm', 'p', '4', '2'});

    Picture read = JpegDecoder.decode(jpeg.toByteArray());

    List<String> expected = List.of("its HDR gain map", "its video (motion photo)");
    assertThat(read.metadata().remarks().unkept()).isEqualTo(expected);
    assertThat(ImageFiles.leftOut(read, WriteOptions.of(FileFormat.TIFF))).isEqualTo(expected);
  }
}
