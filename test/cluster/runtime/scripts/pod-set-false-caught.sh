set -e; if false; then echo a; fi; false || echo ok; x=$(false) || echo "caught"; f() { false; echo "f continues"; }; if f; then echo "f true"; fi; f; echo end
