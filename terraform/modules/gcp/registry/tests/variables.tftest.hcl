provider "google" {
  project = "shop-example"
  region  = "us-central1"
}

variables {
  platform    = "shop"
  environment = "dev"
  owner       = "platform-team"
  location    = "us-central1"
}

run "names_and_labels" {
  command = plan

  variables {
    platform    = "store"
    environment = "production"
    unit        = "orders"
    owner       = "Orders Team"
    labels      = { Tier = "Gold" }
  }

  assert {
    condition     = google_artifact_registry_repository.this.repository_id == "store-production-registry"
    error_message = "The name follows platform and environment."
  }

  assert {
    condition = google_artifact_registry_repository.this.labels == tomap({
      platform = "store", environment = "production", unit = "orders", owner = "orders-team", managed-by = "mcloud", tier = "gold"
    })
    error_message = "The labels follow platform, environment, unit, owner and labels, in the letters that Google takes."
  }
}

run "defaults" {
  command = plan

  assert {
    condition     = google_artifact_registry_repository.this.format == "DOCKER" && google_artifact_registry_repository.this.docker_config[0].immutable_tags && google_artifact_registry_repository.this.location == "us-central1"
    error_message = "Tags of images do not move."
  }

  assert {
    condition     = length(google_artifact_registry_repository_iam_member.readers) == 0 && length(google_artifact_registry_repository_iam_member.writers) == 0
    error_message = "Nobody is let in unasked."
  }
}

run "settings" {
  command = plan

  variables {
    name           = "trades"
    location       = "europe"
    immutable_tags = false
    scanning       = "DISABLED"
    keep_recent    = 5
    untagged_days  = 3
    kms_key_name   = "projects/p/locations/europe/keyRings/r/cryptoKeys/k"
    readers        = ["group:dev@example.com"]
    writers        = ["serviceAccount:ci@p.iam.gserviceaccount.com"]
  }

  assert {
    condition     = google_artifact_registry_repository.this.repository_id == "trades" && google_artifact_registry_repository.this.location == "europe" && !google_artifact_registry_repository.this.docker_config[0].immutable_tags && google_artifact_registry_repository.this.kms_key_name == var.kms_key_name && google_artifact_registry_repository.this.vulnerability_scanning_config[0].enablement_config == "DISABLED"
    error_message = "Name, place, tags, key and scanning follow."
  }

  assert {
    condition     = toset(flatten([for policy in google_artifact_registry_repository.this.cleanup_policies : [for recent in policy.most_recent_versions : recent.keep_count]])) == toset([5]) && contains(flatten([for policy in google_artifact_registry_repository.this.cleanup_policies : [for condition in policy.condition : condition.older_than]]), "259200s")
    error_message = "Clean-up follows."
  }

  assert {
    condition     = length(google_artifact_registry_repository_iam_member.readers) == 1 && google_artifact_registry_repository_iam_member.writers["serviceAccount:ci@p.iam.gserviceaccount.com"].role == "roles/artifactregistry.writer"
    error_message = "Readers pull and writers push."
  }
}

run "packages" {
  command = plan

  variables {
    format = "NPM"
  }

  assert {
    condition     = google_artifact_registry_repository.this.format == "NPM" && length(google_artifact_registry_repository.this.docker_config) == 0
    error_message = "Packages have no tags to hold."
  }
}

run "wrong_values" {
  command = plan

  variables {
    platform      = "Shop"
    environment   = "d"
    location      = "here"
    format        = "ZIP"
    scanning      = "ON"
    keep_recent   = 0
    untagged_days = 0
    readers       = ["allUsers"]
    writers       = ["allUsers"]
  }

  expect_failures = [
    var.platform, var.environment, var.location, var.format, var.scanning, var.keep_recent, var.untagged_days, var.readers, var.writers,
  ]
}
