locals {
  name = substr(coalesce(var.name, "${var.platform}-${var.environment}-table"), 0, 255)

  tags = merge({
    platform    = var.platform
    environment = var.environment
    unit        = var.unit
    owner       = var.owner
    managed-by  = "mcloud"
  }, var.labels)
}

locals {
  # Every attribute that is a key somewhere is declared, once.
  attributes = merge(
    { (var.hash_key.name) = var.hash_key.type },
    var.range_key == null ? {} : { (var.range_key.name) = var.range_key.type },
    [for index in values(var.indexes) : merge(
      { (index.hash_key.name) = index.hash_key.type },
      index.range_key == null ? {} : { (index.range_key.name) = index.range_key.type },
    )]...
  )
}

resource "aws_dynamodb_table" "this" {
  name        = local.name
  table_class = var.infrequent ? "STANDARD_INFREQUENT_ACCESS" : "STANDARD"

  hash_key  = var.hash_key.name
  range_key = one(var.range_key[*].name)

  billing_mode   = var.capacity == null ? "PAY_PER_REQUEST" : "PROVISIONED"
  read_capacity  = one(var.capacity[*].read)
  write_capacity = one(var.capacity[*].write)

  # Replicas are fed by the stream.
  stream_enabled   = var.stream != null || length(var.replica_regions) > 0
  stream_view_type = length(var.replica_regions) > 0 ? "NEW_AND_OLD_IMAGES" : var.stream

  deletion_protection_enabled = var.deletion_protection

  dynamic "attribute" {
    for_each = local.attributes
    content {
      name = attribute.key
      type = attribute.value
    }
  }

  dynamic "global_secondary_index" {
    for_each = var.indexes
    content {
      name               = global_secondary_index.key
      hash_key           = global_secondary_index.value.hash_key.name
      range_key          = one(global_secondary_index.value.range_key[*].name)
      projection_type    = global_secondary_index.value.projection
      non_key_attributes = global_secondary_index.value.attributes
      read_capacity      = one(var.capacity[*].read)
      write_capacity     = one(var.capacity[*].write)
    }
  }

  dynamic "ttl" {
    for_each = var.ttl_attribute[*]
    content {
      attribute_name = ttl.value
      enabled        = true
    }
  }

  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region_name            = replica.key
      kms_key_arn            = replica.value == "" ? null : replica.value
      point_in_time_recovery = true
      propagate_tags         = true
    }
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = var.recovery_days
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = var.kms_key_arn
  }

  tags = local.tags

  lifecycle {
    precondition {
      condition     = var.stream == null || length(var.replica_regions) == 0 || var.stream == "NEW_AND_OLD_IMAGES"
      error_message = "Replicas need the stream NEW_AND_OLD_IMAGES."
    }
  }
}
