package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.Test;

import java.io.IOException;

import static org.junit.Assert.assertEquals;

public class TextTest {
    private static final String CHAIN = "{'name':'web','state':'ACTIVE','spec':{'throughput':100.0,'failures':1,"
            + "'symmetric':true,'protection':'ftc','gateway':'10.0.1.1','middleboxes':[{'type':'monitor'"
            + "THREADS}]},'chainMac':'02:fc:01:02:03:04',"
            + "'source':{'ip':'10.0.1.10','mac':'02:00:00:00:01:10','point':'of:1/1'},"
            + "'target':{'ip':'10.0.2.20','mac':'02:00:00:00:02:20','point':'of:3/1'},'path':{'epoch':2},";
    private static final String FIGURES = "'replicationLag':4,'replicationLagMs':1.26,'packets':9000,'waiting':3,"
            + "'buffered':2,'piggybackBytes':9090,'piggybackBytesPerPacket':10.1,'wounds':7,'retransmissions':5,";
    private static final String QUIET = "'replicationLag':0,'replicationLagMs':0.0,'packets':12,'waiting':0,"
            + "'buffered':0,'queued':0,'piggybackBytes':0,'piggybackBytesPerPacket':0.0,'wounds':0,'retransmissions':0,"
            + "'drops':{},'portDrops':{},";
    private static final String BROKEN = CHAIN + "'protected':false,'unprotectedReason':'hop 2 on s5: not connected','hops':["
            + "{'hop':1,'middlebox':'monitor','server':'s1','epoch':1,'phase':'sealed','threads':2," + FIGURES
            + "'queued':6,'drops':{'epochDrops':1,'middleboxDrops':20},'portDrops':{'portRxDropped':8},'groups':["
            + "{'group':1,'retained':2,'held':0,'entries':7},{'group':2,'retained':1,'held':5,'entries':0}]},"
            + "{'hop':2,'middlebox':'nat','server':'s5','error':'not connected'}],"
            + "'totals':{" + FIGURES + "'dropped':21}}";
    private static final String WELL = CHAIN + "'protected':true,'hops':["
            + "{'hop':1,'middlebox':'monitor','server':'s1','epoch':2,'phase':'open','threads':1," + QUIET
            + "'groups':[{'group':1,'retained':0,'held':0,'entries':7}]},"
            + "{'hop':2,'middlebox':'replica','server':'s5','epoch':2,'phase':'open','threads':1," + QUIET
            + "'groups':[]}],'totals':{" + QUIET + "'dropped':0}}";

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace("THREADS", "").replace('\'', '"'));
    }

    @Test
    public void shouldShowOnlyTheTableWhenAllIsWell() throws IOException {
        assertEquals("chain web: ACTIVE, protected: yes (f=1), epoch 2\n"
                + "  from 10.0.1.10 (02:00:00:00:01:10 at of:1/1) to 10.0.2.20 (02:00:00:00:02:20 at of:3/1)\n"
                + "  100 Mbit/s, protection ftc, symmetric, chain MAC 02:fc:01:02:03:04, gateway 10.0.1.1\n"
                + "\n"
                + "hop  middlebox  server  threads  entries  packets  lag  lag ms  waiting  buffered  bytes/packet  resent"
                + "  wounds  dropped\n"
                + "  1  monitor    s1            1        7       12    0       0        0         0           0.0       0"
                + "       0        0\n"
                + "  2  replica    s5            1        -       12    0       0        0         0           0.0       0"
                + "       0        0\n"
                + "     all                                       12    0       0        0         0           0.0       0"
                + "       0        0", StatusText.render(json(WELL)));
    }

    @Test
    public void shouldSayWhatIsUnusual() throws IOException {
        assertEquals("chain web: ACTIVE, protected: no (hop 2 on s5: not connected), epoch 2\n"
                + "  from 10.0.1.10 (02:00:00:00:01:10 at of:1/1) to 10.0.2.20 (02:00:00:00:02:20 at of:3/1)\n"
                + "  100 Mbit/s, protection ftc, symmetric, chain MAC 02:fc:01:02:03:04, gateway 10.0.1.1\n"
                + "\n"
                + "hop  middlebox  server  threads  entries  packets  lag  lag ms  waiting  buffered  bytes/packet  resent"
                + "  wounds  dropped\n"
                + "  1  monitor    s1            2        7     9000    4     1.3        3         2          10.1       5"
                + "       7       21\n"
                + "  2  nat        s5            -        -        -    -       -        -         -             -       -"
                + "       -        -\n"
                + "     all                                     9000    4     1.3        3         2          10.1       5"
                + "       7       21\n"
                + "\n"
                + "hop 1 on s1: sealed in epoch 1, the path is in epoch 2\n"
                + "hop 1 on s1: has 2 threads, 4 were asked for\n"
                + "hop 1 on s1: 5 logs of group 2 wait for logs before them\n"
                + "hop 1 on s1: 6 frames wait for the agent's threads\n"
                + "hop 1 on s1: dropped epochDrops=1 middleboxDrops=20\n"
                + "hop 2 on s5: NOT ANSWERING: not connected\n"
                + "port of s1, all chains: dropped portRxDropped=8", StatusText.render(json(
                BROKEN.replace("THREADS", ",'threads':4"))));
    }

    @Test
    public void shouldShowAChainThatIsNotPlaced() throws IOException {
        String text = StatusText.render(json(CHAIN.replace("'path':{'epoch':2},", "") + "'protected':false,"
                + "'unprotectedReason':'chain is CREATING','hops':[],'totals':{}}"));
        assertEquals(text, 3, text.lines().count());
    }

    @Test
    public void shouldListEventsAndAgents() throws IOException {
        assertEquals("2026-01-01T00:00:00Z  web  recovered detectionMs=31.5 newServers=s4,s5 reason=\"two words\"",
                ChainText.events(json("[{'time':'2026-01-01T00:00:00Z','chain':'web','event':'recovered','fields':"
                        + "{'detectionMs':31.5,'newServers':['s4','s5'],'reason':'two words'}}]")));
        String agent = "{'server':'s1','connected':true,'life':'alive','heartbeatAgeMs':3,'point':'of:1/2','threads':2,"
                + "'middleboxes':['monitor','nat'],'capacity':{'cpu':4.0,'threads':2.0,'throughput':1000.0}}";
        assertEquals("server  connected  life     heard ms ago  threads  at               capacity               runs\n"
                + "s1      yes        alive               3        2  of:1/2           cpu=4 throughput=1000  monitor,nat\n"
                + "s2      NO         unknown             -        1  unknown to ONOS  cpu=4                  nat",
                ChainText.agents(json("[" + agent + ",{'server':'s2','connected':false,'life':'unknown',"
                        + "'heartbeatAgeMs':null,'point':null,'threads':1,'middleboxes':['nat'],'capacity':{'cpu':4.0}}]")));
        assertEquals("no events", ChainText.events(json("[]")));
        assertEquals("no agents", ChainText.agents(json("[]")));
    }
}
