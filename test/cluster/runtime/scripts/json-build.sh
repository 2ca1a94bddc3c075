printf '{"host":"%s","items":[' h; s=; for i in 1 2 3; do printf '%s%d' "$s" $i; s=,; done; printf ']}\n'
