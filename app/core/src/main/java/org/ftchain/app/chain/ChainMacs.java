package org.ftchain.app.chain;

import org.ftchain.app.api.ChainRecord;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.function.Predicate;

/** MAC addresses of chains: 02:fc and four bytes of the name's hash, hashed again while another chain or host has it. Pure. */
final class ChainMacs {
    private ChainMacs() {
    }

    static String choose(String chain, Collection<ChainRecord> others, Predicate<String> isHostMac) {
        for (int attempt = 0; ; attempt++) {
            String mac = hash(attempt == 0 ? chain : chain + "#" + attempt);
            if (!isHostMac.test(mac) && others.stream().noneMatch(other -> other.chainMac().equals(mac))) {
                return mac;
            }
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return String.format("02:fc:%02x:%02x:%02x:%02x", digest[0], digest[1], digest[2], digest[3]);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
