package org.ftchain.agent.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in byte arrays (keys and values of state maps) in network byte order, at any index. */
public final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {
    }

    /** 0..65535. */
    public static int unsignedShort(byte[] bytes, int index) {
        return (short) SHORT.get(bytes, index) & 0xffff;
    }

    public static void putShort(byte[] bytes, int index, int value) {
        SHORT.set(bytes, index, (short) value);
    }

    public static int getInt(byte[] bytes, int index) {
        return (int) INT.get(bytes, index);
    }

    public static void putInt(byte[] bytes, int index, int value) {
        INT.set(bytes, index, value);
    }

    public static long getLong(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    public static void putLong(byte[] bytes, int index, long value) {
        LONG.set(bytes, index, value);
    }
}
