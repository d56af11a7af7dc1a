package org.ftchain.app.store;

import org.ftchain.app.api.ChainException;
import org.ftchain.app.api.ChainStore;
import org.onosproject.store.service.ConsistentMap;

/**
 * Blocks of MPLS labels and their owners, one map entry per block. The search starts behind the block that this node took
 * last, so that a block that was given back rests until all others were used. Thread-safe.
 */
final class LabelBlocks {
    static final int BLOCKS = (ChainStore.LAST_LABEL + 1 - ChainStore.FIRST_LABEL) / ChainStore.LABELS_PER_PATH;

    private final ConsistentMap<Integer, String> ownerByBlock;
    private int next;

    LabelBlocks(ConsistentMap<Integer, String> ownerByBlock) {
        this.ownerByBlock = ownerByBlock;
        this.next = ownerByBlock.keySet().stream().mapToInt(block -> block + 1).max().orElse(0) % BLOCKS;
    }

    synchronized int allocate(String path) throws ChainException {
        for (int tried = 0; tried < BLOCKS; tried++) {
            int block = next;
            next = (next + 1) % BLOCKS;
            if (ownerByBlock.putIfAbsent(block, path) == null) {
                return ChainStore.FIRST_LABEL + block * ChainStore.LABELS_PER_PATH;
            }
        }
        throw ChainException.unavailable("all " + BLOCKS + " label blocks are in use, path " + path + " gets none");
    }

    /** Gives back all blocks of a path, also one that was taken just before its owner died and is in no record. */
    void release(String path) {
        ownerByBlock.entrySet().stream().filter(entry -> entry.getValue().value().equals(path))
                .forEach(entry -> ownerByBlock.remove(entry.getKey(), entry.getValue().version()));
    }
}
