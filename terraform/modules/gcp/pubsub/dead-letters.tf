resource "google_pubsub_topic" "dead" {
  for_each = var.subscriptions

  name         = "${local.name}-${each.key}-dead"
  kms_key_name = var.kms_key_name
  labels       = local.labels

  dynamic "message_storage_policy" {
    for_each = length(var.regions) > 0 ? [var.regions] : []
    content {
      allowed_persistence_regions = message_storage_policy.value
    }
  }
}

# A topic without a subscription forgets what it is given.
resource "google_pubsub_subscription" "dead" {
  for_each = var.subscriptions

  name                       = "${local.name}-${each.key}-dead"
  topic                      = google_pubsub_topic.dead[each.key].id
  message_retention_duration = "2678400s"
  labels                     = local.labels

  expiration_policy { ttl = "" }
}

resource "google_pubsub_topic_iam_member" "dead" {
  for_each = var.subscriptions

  topic  = google_pubsub_topic.dead[each.key].name
  role   = "roles/pubsub.publisher"
  member = local.agent
}

resource "google_pubsub_subscription_iam_member" "dead" {
  for_each = var.subscriptions

  subscription = google_pubsub_subscription.this[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.agent
}
