package org.ftchain.app.steering;

import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;

import java.util.Objects;

/** One switch on a route: where frames enter and leave it. Immutable. */
public final class SwitchPass {
    private final DeviceId device;
    private final PortNumber in;
    private final PortNumber out;

    private SwitchPass(DeviceId device, PortNumber in, PortNumber out) {
        this.device = Objects.requireNonNull(device, "device");
        this.in = Objects.requireNonNull(in, "in");
        this.out = Objects.requireNonNull(out, "out");
    }

    public static SwitchPass of(DeviceId device, PortNumber in, PortNumber out) {
        return new SwitchPass(device, in, out);
    }

    public DeviceId device() {
        return device;
    }

    public PortNumber in() {
        return in;
    }

    public PortNumber out() {
        return out;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SwitchPass)) {
            return false;
        }
        SwitchPass that = (SwitchPass) other;
        return device.equals(that.device) && in.equals(that.in) && out.equals(that.out);
    }

    @Override
    public int hashCode() {
        return Objects.hash(device, in, out);
    }

    @Override
    public String toString() {
        return device + ":" + in + ">" + out;
    }
}
