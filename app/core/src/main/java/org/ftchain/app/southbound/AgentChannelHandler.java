package org.ftchain.app.southbound;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LineBasedFrameDecoder;
import org.ftchain.control.ControlCodec;
import org.ftchain.control.ControlMessage;
import org.ftchain.control.Heartbeat;
import org.ftchain.control.Hello;
import org.ftchain.control.Reply;
import org.onlab.packet.MacAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * One connection: the hello must come first and soon, then replies. Anything else ends the connection with one line in the
 * log. Runs on the connection's event loop only.
 */
final class AgentChannelHandler extends SimpleChannelInboundHandler<String> {
    static final String DECODER = "lines";
    /** A hello is small; longer lines are for those who introduced themselves. */
    static final int MAX_HELLO_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(AgentChannelHandler.class);
    private static final long HELLO_TIMEOUT_MS = 5000;

    private final SessionTable table;
    private AgentSession session;

    AgentChannelHandler(SessionTable table) {
        this.table = table;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor().schedule(() -> {
            if (session == null && context.channel().isActive()) {
                refuse(context, "no hello within " + HELLO_TIMEOUT_MS + " ms");
            }
        }, HELLO_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        ControlMessage message;
        try {
            message = ControlCodec.decode(line);
        } catch (IOException e) {
            refuse(context, e.getMessage());
            return;
        }
        if (session == null) {
            onFirst(context, message);
        } else if (message instanceof Reply) {
            session.onReply((Reply) message, System.nanoTime());
        } else {
            refuse(context, "expected a reply");
        }
    }

    private void onFirst(ChannelHandlerContext context, ControlMessage message) {
        String wrong = message instanceof Hello ? wrongWith((Hello) message) : "expected a hello";
        if (wrong != null) {
            refuse(context, wrong);
            return;
        }
        context.pipeline().replace(DECODER, DECODER, new LineBasedFrameDecoder(ControlCodec.MAX_LINE_BYTES));
        session = new AgentSession(context.channel(), (Hello) message, System.nanoTime());
        table.onHello(session);
    }

    /** What is wrong with a hello, or null. */
    static String wrongWith(Hello hello) {
        if (hello.version != Hello.VERSION) {
            return "version must be " + Hello.VERSION + ": version=" + hello.version;
        }
        if (!hello.server.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")
                || hello.server.getBytes(StandardCharsets.UTF_8).length > Heartbeat.MAX_SERVER_BYTES) {
            return "server must be 1 to " + Heartbeat.MAX_SERVER_BYTES + " letters, digits, '_', '.' or '-'";
        }
        try {
            MacAddress.valueOf(hello.dataMac);
        } catch (IllegalArgumentException e) {
            return "dataMac must be a MAC address: dataMac=" + hello.dataMac;
        }
        return null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (session != null) {
            table.onEnd(session);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context, cause.toString());
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (context.channel().isActive()) {
            LOG.warn("Closing control connection of {} ({}): {}", session == null ? "an unknown agent"
                    : session.hello().server, context.channel().remoteAddress(), why);
        }
        context.close();
    }
}
