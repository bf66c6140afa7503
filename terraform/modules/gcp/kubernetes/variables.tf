variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` label."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.platform))
    error_message = "The platform is 2 to 21 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "environment" {
  description = "Name of the environment, such as dev, staging or production."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}$", var.environment))
    error_message = "The environment is 2 to 12 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "unit" {
  description = "Terraform root that this belongs to; the value of the `unit` label."
  type        = string
  default     = "kubernetes"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` label."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further labels, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the cluster; null makes it `<platform>-<environment>-kubernetes`."
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the cluster, whose control plane and nodes stand in several zones."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "A region is written like us-central1."
  }
}

variable "node_zones" {
  description = "Zones of the nodes; empty uses three zones that Google chooses."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for zone in var.node_zones : startswith(zone, "${var.region}-")])
    error_message = "Every zone is one of the region."
  }
}

variable "network_id" {
  description = "Network of the cluster."
  type        = string
  nullable    = false
}

variable "subnet_id" {
  description = "Subnet of the nodes, in the cluster's region."
  type        = string
  nullable    = false
}

variable "pods_range_name" {
  description = "Secondary range of the subnet for pods."
  type        = string
  nullable    = false
}

variable "services_range_name" {
  description = "Secondary range of the subnet for services."
  type        = string
  nullable    = false
}

variable "control_plane_cidr" {
  description = "Range of the control plane, a /28 that nothing else uses."
  type        = string
  default     = "172.16.0.0/28"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.control_plane_cidr, 0)) && endswith(var.control_plane_cidr, "/28")
    error_message = "The control plane takes a /28."
  }
}

variable "public_endpoint" {
  description = "Whether the control plane also has a public address, for the authorized networks only."
  type        = bool
  default     = false
  nullable    = false
}

variable "authorized_networks" {
  description = "Ranges that may reach the control plane, by a name for each; nodes always may."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.authorized_networks) : can(cidrhost(cidr, 0)) && cidr != "0.0.0.0/0"])
    error_message = "Every network is a CIDR, and not the whole internet."
  }
}

variable "release_channel" {
  description = "Channel of Kubernetes versions: RAPID, REGULAR, STABLE or EXTENDED."
  type        = string
  default     = "REGULAR"
  nullable    = false

  validation {
    condition     = contains(["RAPID", "REGULAR", "STABLE", "EXTENDED"], var.release_channel)
    error_message = "The channel is RAPID, REGULAR, STABLE or EXTENDED."
  }
}

variable "maintenance" {
  description = "Recurring window of maintenance: first start and end in RFC 3339 and how it recurs in RFC 5545."
  type = object({
    start_time = optional(string, "2025-01-04T03:00:00Z")
    end_time   = optional(string, "2025-01-04T09:00:00Z")
    recurrence = optional(string, "FREQ=WEEKLY;BYDAY=SA,SU")
  })
  default  = {}
  nullable = false

  validation {
    condition     = can(timecmp(var.maintenance.start_time, var.maintenance.end_time)) && try(timecmp(var.maintenance.start_time, var.maintenance.end_time) < 0, false) && startswith(var.maintenance.recurrence, "FREQ=")
    error_message = "The window starts before it ends, in times such as 2025-01-04T03:00:00Z, and recurs by a rule such as FREQ=WEEKLY;BYDAY=SA."
  }
}

variable "secrets_kms_key_name" {
  description = "Key that encrypts Kubernetes secrets in etcd on top of the encryption of the disk, in the cluster's region; null does without."
  type        = string
  default     = null
}

variable "node_disk_kms_key_name" {
  description = "Customer-managed key for the disks of the nodes; null uses a key of Google's."
  type        = string
  default     = null
}

variable "binary_authorization" {
  description = "Whether the project's Binary Authorization policy decides which images run."
  type        = bool
  default     = false
  nullable    = false
}

variable "node_roles" {
  description = "Project roles of the nodes' service account."
  type        = set(string)
  default     = ["roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader"]
  nullable    = false

  validation {
    condition     = length(setintersection(var.node_roles, ["roles/owner", "roles/editor"])) == 0
    error_message = "Nodes are given the roles they need, not owner or editor."
  }
}

variable "node_pools" {
  description = "Node pools by their last word: machine type, nodes of the whole pool at least and at most, spot, disk, Kubernetes labels and taints (effect NO_SCHEDULE, PREFER_NO_SCHEDULE or NO_EXECUTE)."
  type = map(object({
    machine_type = optional(string, "e2-standard-4")
    min_nodes    = optional(number, 1)
    max_nodes    = optional(number, 6)
    spot         = optional(bool, false)
    disk_gb      = optional(number, 100)
    disk_type    = optional(string, "pd-balanced")
    node_labels  = optional(map(string), {})
    taints = optional(list(object({
      key    = string
      value  = string
      effect = string
    })), [])
  }))
  default  = { general = {} }
  nullable = false

  validation {
    condition     = alltrue([for name, pool in var.node_pools : can(regex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$", name)) && pool.min_nodes >= 0 && pool.max_nodes >= max(pool.min_nodes, 1) && pool.disk_gb >= 10])
    error_message = "A pool is named in 2 to 40 lower-case letters, digits and hyphens, has at most as many nodes at least as at most, and disks of 10 GB or more."
  }

  validation {
    condition     = alltrue(flatten([for pool in values(var.node_pools) : [for taint in pool.taints : contains(["NO_SCHEDULE", "PREFER_NO_SCHEDULE", "NO_EXECUTE"], taint.effect)]]))
    error_message = "A taint's effect is NO_SCHEDULE, PREFER_NO_SCHEDULE or NO_EXECUTE."
  }
}

variable "workload_identities" {
  description = "Kubernetes service accounts that act as a Google service account, given by its id (projects/.../serviceAccounts/...)."
  type = map(object({
    namespace          = string
    kubernetes_account = string
    service_account_id = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for identity in values(var.workload_identities) : can(regex("^projects/[^/]+/serviceAccounts/[^/]+$", identity.service_account_id))])
    error_message = "A service account is given as projects/PROJECT/serviceAccounts/E-MAIL."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete the cluster."
  type        = bool
  default     = true
  nullable    = false
}
