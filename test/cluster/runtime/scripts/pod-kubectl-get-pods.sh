kubectl get pods 2>/dev/null || echo "kubectl missing: $?"
