provider "aws" {
  region = "us-east-1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  vpc_id      = "vpc-0123456789abcdef0"
  subnet_ids  = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

run "defaults" {
  command = plan

  assert {
    condition     = aws_db_instance.this.identifier == "shop-dev-postgres" && aws_db_instance.this.storage_encrypted && !aws_db_instance.this.publicly_accessible && aws_db_instance.this.deletion_protection && aws_db_instance.this.multi_az
    error_message = "A default database is encrypted, private, protected and has a standby."
  }

  assert {
    condition     = contains([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}" if p.apply_method == "pending-reboot"], "rds.logical_replication=1")
    error_message = "Logical replication is on."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.groups) + length(aws_vpc_security_group_ingress_rule.cidrs) + length(aws_db_instance.replica) == 0
    error_message = "Nobody may connect and nothing is copied unless said."
  }

  assert {
    condition     = aws_db_instance.this.password == null && aws_db_instance.this.password_wo_version == 1
    error_message = "No password stands in the plan."
  }
}

run "names_and_tags" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "base"
    owner       = "store-team"
    labels      = { tier = "gold" }
  }

  assert {
    condition     = aws_db_instance.this.identifier == "store-production-postgres"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = aws_db_instance.this.tags == tomap({
      platform = "store", environment = "production", unit = "base", owner = "store-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The tags follow platform, environment, unit, owner and labels."
  }
}

run "sizes" {
  command = plan

  variables {
    name                  = "orders"
    engine_version        = "17.4"
    instance_class        = "db.r6g.xlarge"
    storage_gb            = 200
    max_storage_gb        = 1000
    database_name         = "orders"
    username              = "chief"
    password_version      = 3
    port                  = 6432
    multi_az              = false
    kms_key_arn           = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    read_replicas         = { one = {}, two = { instance_class = "db.r6g.large", availability_zone = "us-east-1b" }, three = { multi_az = true } }
    apply_immediately     = true
    deletion_protection   = false
    backup_retention_days = 7
    backup_window         = "01:00-02:00"
    maintenance_window    = "mon:02:30-mon:03:30"
  }

  assert {
    condition     = aws_db_instance.this.identifier == "orders" && aws_db_instance.this.engine_version == "17.4" && aws_db_parameter_group.this.family == "postgres17"
    error_message = "Name and version are kept."
  }

  assert {
    condition     = aws_db_instance.this.instance_class == "db.r6g.xlarge" && aws_db_instance.this.allocated_storage == 200 && aws_db_instance.this.max_allocated_storage == 1000 && !aws_db_instance.this.multi_az
    error_message = "The sizes reach the instance."
  }

  assert {
    condition     = aws_db_instance.this.db_name == "orders" && aws_db_instance.this.username == "chief" && aws_db_instance.this.password_wo_version == 3 && aws_secretsmanager_secret_version.administrator.secret_string_wo_version == 3
    error_message = "Database, administrator and version of the password are kept."
  }

  assert {
    condition     = aws_db_instance.this.port == 6432 && aws_db_instance.this.kms_key_id == var.kms_key_arn && aws_secretsmanager_secret.administrator.kms_key_id == var.kms_key_arn
    error_message = "Port and key are kept."
  }

  assert {
    condition     = aws_db_instance.replica["one"].instance_class == "db.r6g.xlarge" && aws_db_instance.replica["two"].instance_class == "db.r6g.large" && aws_db_instance.replica["two"].availability_zone == "us-east-1b" && aws_db_instance.replica["three"].multi_az
    error_message = "Each replica has its own size and place."
  }

  assert {
    condition     = aws_db_instance.this.apply_immediately && !aws_db_instance.this.deletion_protection
    error_message = "Changes at once and deletion are allowed when said."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && aws_db_instance.this.backup_window == "01:00-02:00" && aws_db_instance.this.maintenance_window == "mon:02:30-mon:03:30"
    error_message = "Backups and windows reach the instance."
  }
}

run "settings" {
  command = plan

  variables {
    vpc_id                      = "vpc-0fedcba9876543210"
    subnet_ids                  = ["subnet-0a", "subnet-0b", "subnet-0c"]
    allowed_security_group_ids  = { workers = "sg-0123456789abcdef0" }
    allowed_cidrs               = ["10.20.0.0/16"]
    logical_replication         = false
    max_replicas                = 20
    parameters                  = { log_min_duration_statement = 1000 }
    restore_from                = { instance_identifier = "orders-old", time = "2026-01-02T03:04:05Z" }
    monitoring_interval_seconds = 0
    log_retention_days          = 30
  }

  assert {
    condition     = aws_security_group.this.vpc_id == "vpc-0fedcba9876543210" && length(aws_db_subnet_group.this.subnet_ids) == 3
    error_message = "It lies where it is told."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.groups["workers"].referenced_security_group_id == "sg-0123456789abcdef0" && aws_vpc_security_group_ingress_rule.cidrs["10.20.0.0/16"].from_port == 5432
    error_message = "Named groups and ranges may connect."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.cidrs) == 0 && length(setintersection([for p in aws_db_parameter_group.this.parameter : "${p.name}=${p.value}"], ["rds.logical_replication=0", "max_replication_slots=20", "log_min_duration_statement=1000"])) == 3
    error_message = "Replication and parameters reach the parameter group."
  }

  assert {
    condition     = aws_db_instance.this.restore_to_point_in_time[0].restore_time == "2026-01-02T03:04:05Z" && aws_db_instance.this.monitoring_interval == 0 && length(aws_iam_role.monitoring) == 0
    error_message = "It is restored and measured as told."
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["postgresql"].retention_in_days == 30
    error_message = "The retention reaches the logs."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform                    = "Shop"
    environment                 = "d"
    subnet_ids                  = ["subnet-0a"]
    allowed_cidrs               = ["0.0.0.0/0"]
    engine_version              = "9.6"
    instance_class              = "r6g.large"
    max_storage_gb              = 5
    database_name               = "My DB"
    username                    = "postgres"
    password_version            = 0
    port                        = 80
    read_replicas               = { "Bad Name" = {} }
    max_replicas                = 1
    backup_retention_days       = 0
    backup_window               = "night"
    maintenance_window          = "sunday"
    monitoring_interval_seconds = 7
    log_retention_days          = 2
  }

  expect_failures = [
    var.platform, var.environment, var.subnet_ids, var.allowed_cidrs, var.engine_version, var.instance_class,
    var.max_storage_gb, var.database_name, var.username, var.password_version, var.port, var.read_replicas, var.max_replicas,
    var.backup_retention_days, var.backup_window, var.maintenance_window, var.monitoring_interval_seconds, var.log_retention_days,
  ]
}

run "wrong_storage" {
  command = plan

  variables {
    storage_gb = 10
  }

  expect_failures = [var.storage_gb]
}
