package org.ftchain.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.Test;

import java.io.IOException;

import static org.junit.Assert.assertEquals;

public class TextTest {
    private static final String CHAIN = "{'name':'web','state':'ACTIVE','spec':{'throughput':100.0,'failures':1,"
            + "'symmetric':true,'protection':'ftc','gateway':'10.0.1.1'},'chainMac':'02:fc:01:02:03:04',"
            + "'source':{'ip':'10.0.1.10','mac':'02:00:00:00:01:10','point':'of:1/1'},"
            + "'target':{'ip':'10.0.2.20','mac':'02:00:00:00:02:20','point':'of:3/1'},"
            + "'path':{'epoch':2,'labels':{'forward':[1024,1025],'reverse':[1027,1028],'ring':1030,'egressForward':1031,"
            + "'egressReverse':1032}},'protected':false,'unprotectedReason':'hop 2 on s5: not connected','hops':["
            + "{'hop':1,'middlebox':'monitor','server':'s1','incarnation':'255','point':'of:1/2','epoch':2,"
            + "'phase':'open','replicationLag':4,'counters':{'waiting':3,'released':0,'forwardPackets':9},'groups':["
            + "{'group':1,'retained':2,'held':0,'entries':7},{'group':2,'retained':1,'held':5,'entries':0}]},"
            + "{'hop':2,'middlebox':'nat','server':'s5','incarnation':'16','point':'of:3/2','error':'not connected'}]}";

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    @Test
    public void shouldShowEveryHop() throws IOException {
        assertEquals("chain web: ACTIVE, protected: no (hop 2 on s5: not connected), epoch 2\n"
                + "  from 10.0.1.10 (02:00:00:00:01:10 at of:1/1) to 10.0.2.20 (02:00:00:00:02:20 at of:3/1), 100 Mbit/s,"
                + " protection ftc, symmetric, chain MAC 02:fc:01:02:03:04, gateway 10.0.1.1\n"
                + "hop 1 monitor on s1 (incarnation ff) at of:1/2, labels in 1024 out 1025, reverse in 1027 out 1032,"
                + " ring in 1030, epoch 2 open\n"
                + "  head of group 1 (7 entries), replica of group 2 (0 entries); replication lag 4, retained 3, held 5,"
                + " waiting 3\n"
                + "  counters: waiting=3 forwardPackets=9\n"
                + "hop 2 nat on s5 (incarnation 10) at of:3/2, labels in 1025 out 1031, reverse in 1028 out 1027,"
                + " ring out 1030, NOT ANSWERING: not connected", StatusText.render(json(CHAIN)));
    }

    @Test
    public void shouldSayThatAChainIsProtected() throws IOException {
        assertEquals("chain web: ACTIVE, protected: yes (f=1), epoch 2",
                StatusText.render(json(CHAIN.replace("'protected':false", "'protected':true"))).split("\n")[0]);
    }

    @Test
    public void shouldListEventsAndAgents() throws IOException {
        assertEquals("2026-01-01T00:00:00Z  web  recovered detectionMs=31.5 newServers=s4,s5 reason=\"two words\"",
                ChainText.events(json("[{'time':'2026-01-01T00:00:00Z','chain':'web','event':'recovered','fields':"
                        + "{'detectionMs':31.5,'newServers':['s4','s5'],'reason':'two words'}}]")));
        assertEquals("agent s1: connected, alive (last heartbeat 3 ms ago), at a place unknown to ONOS, data MAC"
                + " 02:00:00:00:10:01, peer channel 10.213.0.11:9878, incarnation ff, offers nat, capacity cpu=4",
                ChainText.agents(json("[{'server':'s1','connected':true,'life':'alive','heartbeatAgeMs':3,'point':null,"
                        + "'dataMac':'02:00:00:00:10:01','peerAddress':'10.213.0.11:9878','incarnation':'255',"
                        + "'middleboxes':['nat'],'capacity':{'cpu':4.0}}]")));
        assertEquals("no events", ChainText.events(json("[]")));
        assertEquals("no agents", ChainText.agents(json("[]")));
    }
}
