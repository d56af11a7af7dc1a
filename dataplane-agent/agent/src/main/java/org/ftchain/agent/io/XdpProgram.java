package org.ftchain.agent.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * The XDP program of a data port and its attachment. It hands MPLS frames to the socket of the queue that they came in
 * on, and passes everything else (and all, while there is no socket) to the kernel:
 *
 * <pre>
 *  0  r6 = r1                          ctx
 *  1  r2 = *(u32 *)(r1 + 0)            data
 *  2  r3 = *(u32 *)(r1 + 4)            data_end
 *  3  r4 = r2
 *  4  r4 += 14
 *  5  if r4 > r3 goto 14               shorter than an Ethernet header
 *  6  r5 = *(u16 *)(r2 + 12)           EtherType, loaded little-endian
 *  7  if r5 != 0x4788 goto 14          not 0x8847
 *  8  r2 = *(u32 *)(r6 + 16)           rx_queue_index
 *  9  r1 = map fd (two instructions)
 * 11  r3 = 2                           XDP_PASS where the map has no socket
 * 12  call bpf_redirect_map
 * 13  exit
 * 14  r0 = 2                           XDP_PASS
 * 15  exit
 * </pre>
 *
 * The kernel detaches the program when the link's file descriptor is closed, also by the death of the process.
 */
final class XdpProgram {
    /** Attach modes (XDP_FLAGS_SKB_MODE, XDP_FLAGS_DRV_MODE). */
    static final int MODE_SKB = 2;
    static final int MODE_NATIVE = 4;

    private static final int BPF_MAP_CREATE = 0;
    private static final int BPF_MAP_UPDATE = 2;
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_LINK_CREATE = 28;
    private static final int MAP_TYPE_XSKMAP = 17;
    private static final int PROG_TYPE_XDP = 6;
    private static final int ATTACH_TYPE_XDP = 37;
    private static final int MAX_QUEUES = 64;
    private static final int ATTRIBUTE_BYTES = 128;

    private final int mapFd;
    private final int programFd;
    private final int linkFd;

    private XdpProgram(int mapFd, int programFd, int linkFd) {
        this.mapFd = mapFd;
        this.programFd = programFd;
        this.linkFd = linkFd;
    }

    /** Loads the program and attaches it: frames of queue {@code queue} go to {@code socketFd} from now on. */
    static XdpProgram attach(int interfaceIndex, int socketFd, int queue, int mode) throws SystemCallException {
        int map = -1;
        int program = -1;
        int link = -1;
        try (Arena arena = Arena.ofConfined()) {
            map = createMap(arena, queue, socketFd);
            program = load(arena, map);
            MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
            attributes.set(JAVA_INT, 0, program);
            attributes.set(JAVA_INT, 4, interfaceIndex);
            attributes.set(JAVA_INT, 8, ATTACH_TYPE_XDP);
            attributes.set(JAVA_INT, 12, mode);
            link = Libc.bpf(BPF_LINK_CREATE, attributes);
            return new XdpProgram(map, program, link);
        } finally {
            if (link < 0) {
                closeIfOpen(program);
                closeIfOpen(map);
            }
        }
    }

    private static int createMap(Arena arena, int queue, int socketFd) throws SystemCallException {
        MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
        attributes.set(JAVA_INT, 0, MAP_TYPE_XSKMAP);
        attributes.set(JAVA_INT, 4, Integer.BYTES); // key
        attributes.set(JAVA_INT, 8, Integer.BYTES); // value
        attributes.set(JAVA_INT, 12, MAX_QUEUES);
        int map = Libc.bpf(BPF_MAP_CREATE, attributes);
        attributes.fill((byte) 0);
        attributes.set(JAVA_INT, 0, map);
        attributes.set(JAVA_LONG, 8, arena.allocateFrom(JAVA_INT, queue).address());
        attributes.set(JAVA_LONG, 16, arena.allocateFrom(JAVA_INT, socketFd).address());
        try {
            Libc.bpf(BPF_MAP_UPDATE, attributes);
            return map;
        } catch (SystemCallException e) {
            Libc.close(map);
            throw e;
        }
    }

    private static int load(Arena arena, int mapFd) throws SystemCallException {
        long[] instructions = instructions(mapFd);
        MemorySegment code = arena.allocateFrom(JAVA_LONG, instructions);
        MemorySegment attributes = arena.allocate(ATTRIBUTE_BYTES, 8);
        attributes.set(JAVA_INT, 0, PROG_TYPE_XDP);
        attributes.set(JAVA_INT, 4, instructions.length);
        attributes.set(JAVA_LONG, 8, code.address());
        attributes.set(JAVA_LONG, 16, arena.allocateFrom("Apache-2.0").address());
        return Libc.bpf(BPF_PROG_LOAD, attributes);
    }

    static long[] instructions(int mapFd) {
        int pass = 14;
        return new long[] {
            instruction(0xbf, 6, 1, 0, 0),
            instruction(0x61, 2, 1, 0, 0),
            instruction(0x61, 3, 1, 4, 0),
            instruction(0xbf, 4, 2, 0, 0),
            instruction(0x07, 4, 0, 0, 14),
            instruction(0x2d, 4, 3, pass - 6, 0),
            instruction(0x69, 5, 2, 12, 0),
            instruction(0x55, 5, 0, pass - 8, Short.reverseBytes((short) DataPort.ETHERTYPE_MPLS) & 0xffff),
            instruction(0x61, 2, 6, 16, 0),
            instruction(0x18, 1, 1, 0, mapFd), // source 1: the immediate is a map's file descriptor
            0L,
            instruction(0xb7, 3, 0, 0, 2),
            instruction(0x85, 0, 0, 0, 51),
            instruction(0x95, 0, 0, 0, 0),
            instruction(0xb7, 0, 0, 0, 2),
            instruction(0x95, 0, 0, 0, 0),
        };
    }

    /** struct bpf_insn: opcode 8 bits, destination 4, source 4, offset 16, immediate 32, from the low end. */
    private static long instruction(int opcode, int destination, int source, int offset, int immediate) {
        return opcode & 0xffL | (long) (destination | source << 4) << 8 | (offset & 0xffffL) << 16
                | (immediate & 0xffffffffL) << 32;
    }

    private static void closeIfOpen(int fd) {
        if (fd >= 0) {
            Libc.close(fd);
        }
    }

    void detach() {
        Libc.close(linkFd);
        Libc.close(programFd);
        Libc.close(mapFd);
    }
}
