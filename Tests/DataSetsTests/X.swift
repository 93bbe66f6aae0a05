import DataSets
