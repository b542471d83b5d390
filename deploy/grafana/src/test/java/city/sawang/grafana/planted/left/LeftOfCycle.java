package city.sawang.grafana.planted.left;

import city.sawang.grafana.planted.right.RightOfCycle;

/** Planted: one half of a package cycle, which the structure test must report. */
public record LeftOfCycle(RightOfCycle right) {}
