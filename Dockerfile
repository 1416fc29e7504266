# A container that serves the page and the API:
#
#   docker build -t selfsame .
#   docker run --rm -p 127.0.0.1:8080:8080 -v selfsame:/kept selfsame
#
# It prints an address with a token; -e SELFSAME_TOKEN=... sets the token. Images and results are
# kept in the volume, up to 4 GB.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /build
COPY . .
RUN ./mvnw -q -B -Papp -Dmaven.test.skip=true -Dapp.directory=/app -pl cli -am package \
    && cp cli/target/selfsame.jar /app/

FROM eclipse-temurin:17-jre
RUN useradd --create-home --uid 10001 selfsame && install -d -o selfsame /kept
COPY --from=build /app /app
USER selfsame
VOLUME /kept
EXPOSE 8080
# As the launcher starts Java: tensors lie outside of its heap.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:MaxRAMPercentage=50", \
    "-Dorg.bytedeco.javacpp.maxbytes=0", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", \
    "-jar", "/app/selfsame.jar"]
CMD ["serve", "--host", "0.0.0.0", "--folder", "/kept"]
