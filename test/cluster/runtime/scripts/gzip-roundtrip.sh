seq 1 200 > f; gzip f; ls; zcat f.gz | tail -1; gzip -dc f.gz | wc -l; gunzip f.gz; ls; wc -l < f; echo plain > p; gunzip p; echo $?; echo x | gzip | gunzip
