echo "log line" | tee -a app.log app2.log; echo second >> app.log; wc -l app.log app2.log; tail -n 1 app.log; sed -i 's/line/entry/' app.log; cat app.log
