package city.sawang.grafana.planted.right;

import city.sawang.grafana.planted.left.LeftOfCycle;

/** Planted: the other half of a package cycle. */
public record RightOfCycle(LeftOfCycle left) {}
