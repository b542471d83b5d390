package city.sawang.ingest;
