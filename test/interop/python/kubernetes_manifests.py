"""Validates manifests against the schemas that Kubernetes publishes; prints the problems."""

import json
import sys

import kubernetes_validate
import yaml

problems = []
job = json.load(sys.stdin)
for manifest in yaml.safe_load_all(job["text"]):
    try:
        kubernetes_validate.validate(manifest, job["version"], strict=True)
    except kubernetes_validate.ValidationError as error:
        problems.append(f"{manifest['metadata']['name']}: {error.message}")
json.dump(problems, sys.stdout)
