let isOn = true;

/** METRICS_ENABLED, for metrics that are made without a container. Set before the app's first metric is made. */
export const switchMetrics = (on: boolean): void => {
  isOn = on;
};

export const areMetricsOn = (): boolean => isOn;
