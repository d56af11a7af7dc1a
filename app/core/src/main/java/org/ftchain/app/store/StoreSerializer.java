package org.ftchain.app.store;

import org.ftchain.app.api.ChainRecord;
import org.ftchain.app.api.ChainSpec;
import org.ftchain.app.api.ChainState;
import org.ftchain.app.api.Classifier;
import org.ftchain.app.api.Endpoint;
import org.ftchain.app.api.HopPlacement;
import org.ftchain.app.api.Middlebox;
import org.ftchain.app.api.PathRecord;
import org.ftchain.app.api.Protection;
import org.ftchain.control.HopSpec;
import org.onlab.util.KryoNamespace;
import org.onosproject.store.serializers.KryoNamespaces;
import org.onosproject.store.service.Serializer;

/** How records are written. New classes are added at the end: the order is the format. */
final class StoreSerializer {
    private StoreSerializer() {
    }

    static Serializer create() {
        return Serializer.using(KryoNamespace.newBuilder()
                .register(KryoNamespaces.API)
                .nextId(KryoNamespaces.BEGIN_USER_CUSTOM_ID)
                .register(ChainRecord.class)
                .register(ChainSpec.class)
                .register(ChainState.class)
                .register(Protection.class)
                .register(Middlebox.class)
                .register(Classifier.class)
                .register(Endpoint.class)
                .register(PathRecord.class)
                .register(HopPlacement.class)
                .register(HopSpec.Labels.class)
                .register(long[].class)
                .register(long[][].class)
                .build("ftchain"));
    }
}
