"""Prints every sample of an OpenMetrics text, as Prometheus' own strict parser reads it."""

import json
import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families

samples = [
    [sample.name, sample.labels, sample.value]
    for family in text_string_to_metric_families(json.load(sys.stdin)["text"])
    for sample in family.samples
]
json.dump(samples, sys.stdout)
