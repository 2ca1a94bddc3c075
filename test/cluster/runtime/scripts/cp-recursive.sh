mkdir -p s/t; echo 1 > s/a; echo 2 > s/t/b; cp -r s dst; find dst | sort; cat dst/t/b
