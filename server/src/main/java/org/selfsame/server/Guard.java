package org.selfsame.server;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps pages of other sites and other machines out: a browser of this machine would do what they
 * say.
 *
 * @param host the address that the server listens at
 * @param token what requests must bring along
 */
record Guard(String host, Optional<String> token) {
  private static final String COOKIE = "selfsame-token";
  private static final String BEARER = "Bearer ";
  private static final String ADDRESS = "[0-9.]+|\\[[0-9a-fA-F:.]+]";

  /**
   * Sets the headers of an answer, and refuses strangers.
   *
   * @throws Problem if the request comes from elsewhere
   */
  void check(Context request) {
    request.header(
        "Content-Security-Policy",
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
            + " object-src 'none'");
    request.header("X-Content-Type-Options", "nosniff");
    request.header("Referrer-Policy", "no-referrer");
    request.header("Cross-Origin-Resource-Policy", "same-origin");
    request.header("Cross-Origin-Opener-Policy", "same-origin");
    String called = Optional.ofNullable(request.header("Host")).orElse("");
    requireOwn(called);
    String origin = request.header("Origin");
    if (origin != null && !origin.equalsIgnoreCase(request.scheme() + "://" + called)) {
      throw Problem.of(403, "the request comes from a page of another site, which may not ask");
    }
    if ("cross-site".equals(request.header("Sec-Fetch-Site")) && !request.path().equals("/")) {
      throw Problem.of(403, "the request comes from a page of another site, which may not ask");
    }
    token.ifPresent(secret -> requireToken(request, secret));
  }

  /** A name that someone else gave to this machine's address is not ours (DNS rebinding). */
  private void requireOwn(String called) {
    String name = called.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    boolean own = name.matches(ADDRESS) || Set.of("localhost", host, machine()).contains(name);
    if (!own) {
      throw Problem.of(
          403, "this server is not called so; open it by its address, or as localhost");
    }
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void requireToken(Context request, String secret) {
    String asked = request.queryParam("token");
    if (asked != null && request.path().equals("/") && isSame(asked, secret)) {
      Cookie cookie = new Cookie(COOKIE, secret);
      cookie.setHttpOnly(true);
      cookie.setSameSite(SameSite.STRICT);
      request.cookie(cookie);
      return;
    }
    String header = Optional.ofNullable(request.header("Authorization")).orElse("");
    String cookie = Optional.ofNullable(request.cookie(COOKIE)).orElse("");
    boolean told = header.startsWith(BEARER) && isSame(header.substring(BEARER.length()), secret);
    if (!told && !isSame(cookie, secret)) {
      request.header("WWW-Authenticate", "Bearer");
      throw Problem.of(
          401,
          "the token is missing or wrong; open the address that the server printed, or send the"
              + " header 'Authorization: Bearer TOKEN'");
    }
  }

  private static boolean isSame(String told, String secret) {
    return MessageDigest.isEqual(
        told.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }
}
