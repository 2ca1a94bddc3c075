printf '%-10s %5s\n' NAME COUNT; for r in web:3 db:12; do printf '%-10s %5d\n' ${r%:*} ${r#*:}; done
