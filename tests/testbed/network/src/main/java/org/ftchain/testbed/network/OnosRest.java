package org.ftchain.testbed.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** ONOS's REST interface, its own and FTChain's part. Thread-safe. */
public final class OnosRest {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUTHORIZATION = "Basic " + Base64.getEncoder().encodeToString("onos:rocks".getBytes(
            java.nio.charset.StandardCharsets.US_ASCII));

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private final String root = "http://127.0.0.1:" + Layout.REST_PORT + "/onos";

    /** Status and body of an answer. */
    public record Answer(int status, String body) {
        public boolean ok() {
            return status / 100 == 2;
        }

        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new TestbedException("ONOS answered no JSON: " + body, e);
            }
        }

        /** This answer, or a {@link TestbedException} that says what ONOS refused. */
        public Answer orThrow(String what) {
            if (!ok()) {
                throw new TestbedException("ONOS refused " + what + ": status " + status + " " + Command.oneLine(body));
            }
            return this;
        }
    }

    /** GET below /onos, for example {@code /v1/devices} or {@code /ftchain/chains}. */
    public Answer get(String path) {
        return send("GET", path, "application/json", BodyPublishers.noBody());
    }

    public Answer post(String path, String json) {
        return send("POST", path, "application/json", BodyPublishers.ofString(json));
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, "application/json", BodyPublishers.ofString(json));
    }

    public Answer delete(String path) {
        return send("DELETE", path, "application/json", BodyPublishers.noBody());
    }

    /** The JSON at a path; throws when ONOS refuses. */
    public JsonNode json(String path) {
        return get(path).orThrow(path).json();
    }

    /** Installs and activates an application archive. */
    void installApplication(Path archive) {
        try {
            send("POST", "/v1/applications?activate=true", "application/octet-stream", BodyPublishers.ofFile(archive))
                    .orThrow("the application " + archive.getFileName());
        } catch (IOException e) {
            throw new TestbedException("cannot read " + archive, e);
        }
    }

    /** Whether a path answers with status 200 now. */
    public boolean answers(String path) {
        try {
            return get(path).status() == 200;
        } catch (TestbedException e) {
            return false;
        }
    }

    private Answer send(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(root + path)).timeout(Duration.ofSeconds(60))
                .header("Authorization", AUTHORIZATION).header("Accept", "application/json").method(method, body);
        if (body.contentLength() != 0) {
            // ONOS answers 415 to a request without a body that names the body's type.
            builder.header("Content-Type", type);
        }
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new TestbedException("ONOS cannot be reached at " + root + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestbedException("interrupted", e);
        }
    }
}
