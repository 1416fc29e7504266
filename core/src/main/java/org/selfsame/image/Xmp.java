package org.selfsame.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * A packet of XMP (ISO 16684-1), changed where it speaks of the old picture. A packet in which
 * nothing is to be changed, or that cannot be understood, stays as it is, byte for byte.
 */
final class Xmp {
  private static final String RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
  private static final String TIFF = "http://ns.adobe.com/tiff/1.0/";
  private static final String EXIF = "http://ns.adobe.com/exif/1.0/";
  private static final String BASIC = "http://ns.adobe.com/xap/1.0/";
  private static final String NOTE = "http://ns.adobe.com/xmp/note/";
  static final String EXTENSION = "HasExtendedXMP";

  /** Of gain maps, and of the parts of a file that lie behind its picture. */
  private static final Set<String> OF_PARTS =
      Set.of("http://ns.adobe.com/hdr-gain-map/1.0/", "http://ns.google.com/photos/1.0/container/");

  private static final String CAMERA = "http://ns.google.com/photos/1.0/camera/";

  /** Says what becomes of a property. */
  private interface Change {
    /** Returns its new value, the old one to leave it, or null to remove it. */
    @Nullable String of(String namespace, String name, String value);
  }

  private Xmp() {}

  /**
   * Returns a packet for a picture of a size, without the old one's thumbnails and without what
   * points behind the picture: gain maps, and videos of motion photos.
   */
  static byte[] of(byte[] packet, int width, int height) {
    return changed(
        packet,
        (namespace, name, value) -> {
          if (OF_PARTS.contains(namespace)
              || isOfVideo(namespace, name)
              || isOld(namespace, name)) {
            return null;
          }
          return switch (namespace + name) {
            case TIFF + "ImageWidth", EXIF + "PixelXDimension" -> Integer.toString(width);
            case TIFF + "ImageLength", EXIF + "PixelYDimension" -> Integer.toString(height);
            default -> value;
          };
        });
  }

  private static boolean isOfVideo(String namespace, String name) {
    return namespace.equals(CAMERA)
        && (name.startsWith("MotionPhoto") || name.startsWith("MicroVideo"));
  }

  private static boolean isOld(String namespace, String name) {
    return namespace.equals(BASIC) && name.equals("Thumbnails");
  }

  /** Returns a packet that does not say that its picture lies on its side. */
  static byte[] upright(byte[] packet) {
    return changed(
        packet,
        (namespace, name, value) ->
            namespace.equals(TIFF) && name.equals("Orientation") ? "1" : value);
  }

  /** Returns a packet with the properties of its extension. */
  static byte[] merged(byte[] packet, byte[] extension) {
    try {
      Document document = parse(packet);
      Node rdf = document.getElementsByTagNameNS(RDF, "RDF").item(0);
      for (Element description : descriptions(parse(extension))) {
        rdf.appendChild(document.importNode(description, true));
      }
      change(document, (namespace, name, value) -> namespace.equals(NOTE) ? null : value);
      return serialize(document);
    } catch (Exception e) { // of XML's many kinds
      return packet;
    }
  }

  /** Returns a packet that says no more than which extension belongs to it. */
  static String pointer(String digest) {
    return ("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"%s\"><rdf:Description"
            + " rdf:about=\"\" xmlns:xmpNote=\"%s\" xmpNote:%s=\"%s\"/></rdf:RDF></x:xmpmeta>")
        .formatted(RDF, NOTE, EXTENSION, digest);
  }

  private static byte[] changed(byte[] packet, Change change) {
    try {
      Document document = parse(packet);
      return change(document, change) ? serialize(document) : packet;
    } catch (Exception e) { // of XML's many kinds
      return packet;
    }
  }

  private static boolean change(Document document, Change change) {
    boolean changed = false;
    for (Element description : descriptions(document)) {
      List<Node> properties = new ArrayList<>();
      for (int i = 0; i < description.getAttributes().getLength(); i++) {
        properties.add(description.getAttributes().item(i));
      }
      for (Node child = description.getFirstChild();
          child != null;
          child = child.getNextSibling()) {
        properties.add(child);
      }
      for (Node property : properties) {
        changed |= change(description, property, change);
      }
    }
    return changed;
  }

  private static boolean change(Element description, Node property, Change change) {
    String namespace = property.getNamespaceURI();
    if (namespace == null || namespace.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)) {
      return false; // text between properties, or the name of a namespace
    }
    String value = property.getTextContent();
    String wanted = change.of(namespace, property.getLocalName(), value);
    if (value.equals(wanted)) {
      return false;
    }
    if (wanted != null) {
      property.setTextContent(wanted);
    } else if (property instanceof Attr attribute) {
      description.removeAttributeNode(attribute);
    } else {
      description.removeChild(property);
    }
    return true;
  }

  private static List<Element> descriptions(Document document) {
    List<Element> found = new ArrayList<>();
    NodeList all = document.getElementsByTagNameNS(RDF, "Description");
    for (int i = 0; i < all.getLength(); i++) {
      if (all.item(i).getParentNode().getLocalName().equals("RDF")) {
        found.add((Element) all.item(i));
      }
    }
    return found;
  }

  private static Document parse(byte[] packet) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null); // which prints
    int length = packet.length;
    while (length > 0 && packet[length - 1] == 0) {
      length--;
    }
    return builder.parse(new ByteArrayInputStream(packet, 0, length));
  }

  private static byte[] serialize(Document document) throws Exception {
    Transformer transformer = TransformerFactory.newInstance().newTransformer();
    transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    transformer.transform(new DOMSource(document), new StreamResult(out));
    return out.toByteArray();
  }
}
