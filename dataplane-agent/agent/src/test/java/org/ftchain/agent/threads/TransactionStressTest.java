package org.ftchain.agent.threads;

import org.ftchain.agent.stm.PacketTransaction;
import org.ftchain.agent.stm.StagedOutputs;
import org.ftchain.agent.stm.StateMapSpec;
import org.ftchain.agent.stm.StateStore;
import org.ftchain.agent.stm.TransactionWounded;
import org.junit.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

/** Real threads move amounts between accounts in several partitions; at no time is anything lost, and everybody gets on. */
public class TransactionStressTest {
    private static final List<StateMapSpec> MAPS = List.of(new StateMapSpec("accounts", 1, 8),
            StateMapSpec.variable("names", 4, 40));
    private static final int MOST_RUNS = 10_000;

    @Test(timeout = 120_000)
    public void shouldLoseNothingWithTwoThreadsAndFewAccounts() throws Exception {
        run(2, 3, 20_000);
    }

    @Test(timeout = 120_000)
    public void shouldLoseNothingWithMoreThreadsThanProcessors() throws Exception {
        run(8, 6, 5_000);
    }

    private static void run(int threads, int accounts, int transactions) throws Exception {
        StateStore store = new StateStore(MAPS, threads, new Jitter(threads));
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> results = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                Worker worker = new Worker(store, thread, accounts, transactions);
                results.add(executor.submit(worker::run));
            }
            long added = 0;
            for (Future<Long> result : results) {
                added += result.get(100, TimeUnit.SECONDS);
            }
            long[] sum = new long[1];
            store.forEach((map, key, value) -> {
                sum[0] += map == 0 ? ByteBuffer.wrap(value).getLong() : 0;
                return true;
            });
            assertEquals("every add is there, every transfer balances", added, sum[0]);
        } finally {
            executor.shutdownNow();
            assertTrue(executor.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    /** Waits like a worker, and at random gives way before locks, so that others come between. */
    private static final class Jitter extends Spinning {
        private final ThreadLocal<SplittableRandom> random;

        Jitter(int seed) {
            random = ThreadLocal.withInitial(() -> new SplittableRandom(seed + Thread.currentThread().threadId()));
        }

        @Override
        public void beforeLock() {
            if (random.get().nextInt(64) == 0) {
                Thread.yield();
            }
        }
    }

    private static final class Worker {
        private final PacketTransaction transaction;
        private final SplittableRandom random;
        private final int accounts;
        private final int transactions;
        private final byte[] value = new byte[8];
        private final byte[] name = new byte[40];
        private long added;

        Worker(StateStore store, int thread, int accounts, int transactions) {
            this.random = new SplittableRandom(thread);
            this.transaction = new PacketTransaction(store, thread, random, new StagedOutputs(1500));
            this.accounts = accounts;
            this.transactions = transactions;
        }

        long run() {
            long total = 0;
            for (int i = 0; i < transactions; i++) {
                long seed = random.nextLong();
                int runs = 0;
                transaction.begin(0);
                while (true) {
                    if (++runs > MOST_RUNS) {
                        throw new AssertionError("a transaction must get through: " + runs + " runs");
                    }
                    try {
                        added = 0;
                        body(new SplittableRandom(seed));
                        if (transaction.startCommit()) {
                            transaction.commit();
                            transaction.end();
                            break;
                        }
                    } catch (TransactionWounded e) {
                        // Runs again.
                    }
                    transaction.rerun();
                }
                total += added;
            }
            return total;
        }

        private void body(SplittableRandom choice) {
            byte[] from = {(byte) choice.nextInt(accounts)};
            byte[] to = {(byte) choice.nextInt(accounts)};
            switch (choice.nextInt(4)) {
                case 0 -> transfer(from, to, choice.nextInt(100));
                case 1 -> {
                    long amount = choice.nextInt(100);
                    transaction.add(0, from, amount, 0);
                    added = amount;
                }
                case 2 -> rename(from, choice.nextInt(41));
                default -> readAll();
            }
        }

        /** By reading and writing, so that a lost update shows. */
        private void transfer(byte[] from, byte[] to, long amount) {
            write(from, read(from) - amount);
            write(to, read(to) + amount);
        }

        private long read(byte[] account) {
            return transaction.get(0, account, value) ? ByteBuffer.wrap(value).getLong() : 0;
        }

        private void write(byte[] account, long amount) {
            ByteBuffer.wrap(value).putLong(amount);
            transaction.put(0, account, value);
        }

        /** A name is one byte many times: a torn one shows. */
        private void rename(byte[] account, int length) {
            int found = transaction.get(1, account, 1, name);
            for (int i = 1; i < found; i++) {
                assertEquals("name torn", name[0], name[i]);
            }
            if (length == 40) {
                transaction.delete(1, account, 1);
            } else {
                java.util.Arrays.fill(name, (byte) random.nextInt(256));
                transaction.put(1, account, 1, name, length);
            }
        }

        /** Twice the same in one transaction. */
        private void readAll() {
            long sum = 0;
            for (int account = 0; account < accounts; account++) {
                sum += read(new byte[]{(byte) account});
            }
            long again = 0;
            for (int account = accounts - 1; account >= 0; account--) {
                again += read(new byte[]{(byte) account});
            }
            assertEquals("reads repeat", sum, again);
        }
    }
}
