package org.ftchain.agent.packet;

/**
 * An IPv6 address as two numbers in network order.
 *
 * @param high the first 8 bytes
 * @param low  the last 8 bytes
 */
public record Ipv6Address(long high, long low) {
    private static final int GROUPS = 8;

    /**
     * RFC 4291: hexadecimal groups, "::" for zeros once; the last 32 bits may be written as an IPv4 address.
     *
     * @throws IllegalArgumentException with one line when the text is not an IPv6 address
     */
    public static Ipv6Address parse(String text) {
        int gap = text.indexOf("::");
        int[] groups = new int[GROUPS];
        if (gap < 0) {
            if (groups(text, text, true, groups) != GROUPS) {
                throw refusal(text);
            }
        } else {
            int before = groups(text, text.substring(0, gap), false, groups);
            int[] rest = new int[GROUPS];
            int after = groups(text, text.substring(gap + 2), true, rest);
            if (before + after >= GROUPS) {
                throw refusal(text);
            }
            System.arraycopy(rest, 0, groups, GROUPS - after, after);
        }
        long high = 0;
        long low = 0;
        for (int index = 0; index < GROUPS / 2; index++) {
            high = high << 16 | groups[index];
            low = low << 16 | groups[index + GROUPS / 2];
        }
        return new Ipv6Address(high, low);
    }

    /** Reads groups of {@code part} into {@code into} and answers how many; an empty part has none. */
    private static int groups(String text, String part, boolean last, int[] into) {
        if (part.isEmpty()) {
            return 0;
        }
        String[] words = part.split(":", -1);
        int count = 0;
        for (int index = 0; index < words.length; index++) {
            boolean dotted = last && index == words.length - 1 && words[index].indexOf('.') > 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                throw refusal(text);
            }
            if (dotted) {
                int address = ipv4(text, words[index]);
                into[count++] = address >>> 16;
                into[count++] = address & 0xffff;
            } else if (words[index].matches("[0-9a-fA-F]{1,4}")) {
                into[count++] = Integer.parseInt(words[index], 16);
            } else {
                throw refusal(text);
            }
        }
        return count;
    }

    private static int ipv4(String text, String word) {
        try {
            return Ipv4Address.parse(word);
        } catch (IllegalArgumentException e) {
            throw refusal(text);
        }
    }

    private static IllegalArgumentException refusal(String text) {
        return new IllegalArgumentException("not an IPv6 address: " + text);
    }

    /** As RFC 5952 wants it: lower case, the first longest run of at least two zero groups as "::". */
    public static String format(long high, long low) {
        int longest = 1;
        int start = -1;
        for (int index = 0; index < GROUPS; index++) {
            int run = 0;
            while (index + run < GROUPS && group(high, low, index + run) == 0) {
                run++;
            }
            if (run > longest) {
                longest = run;
                start = index;
            }
            index += run;
        }
        StringBuilder text = new StringBuilder(39);
        for (int index = 0; index < GROUPS; index++) {
            if (index == start) {
                text.append("::");
                index += longest - 1;
            } else {
                if (index > 0 && index != start + longest) {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(high, low, index)));
            }
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> 48 - index % 4 * 16) & 0xffff;
    }

    @Override
    public String toString() {
        return format(high, low);
    }
}
