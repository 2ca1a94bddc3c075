set -e; if false; then echo x; fi; false || echo recovered; ! true; echo here; f() { false; echo in f; }; f || echo no; echo end
