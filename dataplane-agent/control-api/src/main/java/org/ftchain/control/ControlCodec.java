package org.ftchain.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;

/** Control messages to lines and back. Thread-safe. */
public final class ControlCodec {
    /** A longer line ends the connection. */
    public static final int MAX_LINE_BYTES = 16 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private ControlCodec() {
    }

    /** The message as one line of JSON, without the line's end. */
    public static String encode(ControlMessage message) {
        try {
            return MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("message must be encodable: message=" + message, e);
        }
    }

    /** @throws IOException when the line is not a control message; the text names what is wrong */
    public static ControlMessage decode(String line) throws IOException {
        try {
            return MAPPER.readValue(line, ControlMessage.class);
        } catch (JsonProcessingException e) {
            throw new IOException("not a control message: " + e.getOriginalMessage(), e);
        }
    }
}
