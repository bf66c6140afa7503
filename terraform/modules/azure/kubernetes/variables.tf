variable "platform" {
  description = "Name of the platform; the first part of every name and the value of the `platform` tag."
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
  description = "Terraform root that this belongs to; the value of the `unit` tag."
  type        = string
  default     = "kubernetes"
  nullable    = false
}

variable "owner" {
  description = "Team that answers for it; the value of the `owner` tag."
  type        = string
  nullable    = false
}

variable "labels" {
  description = "Further tags, merged over the standard ones."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name" {
  description = "Name of the cluster; null makes it `<platform>-<environment>-kubernetes`."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Resource group that holds it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "The resource group is 1 to 90 letters, digits, underscores, hyphens, periods and parentheses, no period last."
  }
}

variable "location" {
  description = "Azure region, such as eastus or westus2."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]+[0-9]?$", var.location))
    error_message = "The location is the short form of a region, such as eastus or westus2."
  }
}

variable "subnet_id" {
  description = "Subnet of the nodes, with a NAT gateway (network: application_subnet_id)."
  type        = string
  nullable    = false
}

variable "kubernetes_version" {
  description = "Version as major.minor; null takes the default of AKS. Patches come by themselves."
  type        = string
  default     = null

  validation {
    condition     = var.kubernetes_version == null || can(regex("^1\\.[0-9]{2}(\\.[0-9]+)?$", var.kubernetes_version))
    error_message = "The version is of the form 1.33 or 1.33.2."
  }
}

variable "sku_tier" {
  description = "Tier of the control plane: Free has no availability promise, Premium has long-term support."
  type        = string
  default     = "Standard"
  nullable    = false

  validation {
    condition     = contains(["Free", "Standard", "Premium"], var.sku_tier)
    error_message = "The tier is Free, Standard or Premium."
  }
}

variable "zones" {
  description = "Availability zones over which pools spread; empty in regions without zones."
  type        = set(string)
  default     = ["1", "2", "3"]
  nullable    = false

  validation {
    condition     = length(setsubtract(var.zones, ["1", "2", "3"])) == 0
    error_message = "The zones are 1, 2 and 3."
  }
}

variable "system_pool" {
  description = "Pool of the cluster's own components, tainted against everything else."
  type = object({
    vm_size   = optional(string, "Standard_D2ds_v5")
    min_count = optional(number, 3)
    max_count = optional(number, 5)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.system_pool.min_count >= 1 && var.system_pool.max_count >= var.system_pool.min_count && var.system_pool.max_count <= 1000
    error_message = "The system pool has at least one node, and at most as many as max_count (1000)."
  }
}

variable "user_pools" {
  description = "Pools for workloads by name; spot pools are tainted kubernetes.azure.com/scalesetpriority=spot:NoSchedule."
  type = map(object({
    vm_size   = optional(string, "Standard_D4ds_v5")
    min_count = optional(number, 1)
    max_count = optional(number, 10)
    disk_gb   = optional(number, 128)
    spot      = optional(bool, false)
    labels    = optional(map(string), {})
    taints    = optional(list(string), [])
  }))
  default  = { general = {} }
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.user_pools) : can(regex("^[a-z][a-z0-9]{0,11}$", key)) && key != "system"])
    error_message = "A pool is named in 1 to 12 lower-case letters and digits, a letter first; system is taken."
  }

  validation {
    condition     = alltrue([for pool in values(var.user_pools) : pool.min_count >= 0 && pool.max_count >= max(pool.min_count, 1) && pool.max_count <= 1000])
    error_message = "A pool has 0 nodes or more, and max_count (up to 1000) is not below min_count."
  }
}

variable "host_encryption" {
  description = "Whether temporary disks and caches are encrypted on the host; the subscription must have the feature EncryptionAtHost registered."
  type        = bool
  default     = false
  nullable    = false
}

variable "pod_cidr" {
  description = "Range of the pods, apart from every network that the cluster talks to."
  type        = string
  default     = "10.244.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrnetmask(var.pod_cidr))
    error_message = "The pods' range is an IPv4 CIDR."
  }
}

variable "service_cidr" {
  description = "Range of the cluster's services, apart from every network that the cluster talks to."
  type        = string
  default     = "10.245.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.service_cidr, 10)) && can(cidrnetmask(var.service_cidr))
    error_message = "The services' range is an IPv4 CIDR with room for at least eleven addresses."
  }
}

variable "api_allowed_cidrs" {
  description = "Ranges that may reach the API server over the Internet; empty makes it private."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.api_allowed_cidrs : can(cidrnetmask(cidr)) && !endswith(cidr, "/0")])
    error_message = "Each range is an IPv4 CIDR, and none is the whole Internet."
  }
}

variable "admin_group_object_ids" {
  description = "Entra ID groups whose members administer the cluster; others get Azure roles."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "workload_identities" {
  description = "Entra identities for workloads by name, each for one service account."
  type = map(object({
    namespace       = string
    service_account = string
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for key in keys(var.workload_identities) : can(regex("^[a-z][a-z0-9-]{1,40}$", key))])
    error_message = "An identity is named in 2 to 41 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "registry_ids" {
  description = "Container registries from which the nodes pull, by any name."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "log_analytics_workspace_id" {
  description = "Workspace for the logs of containers and control plane; null collects none."
  type        = string
  default     = null
}

variable "disk_encryption_set_id" {
  description = "Disk encryption set with a customer-managed key for node disks and volumes; null uses keys that Azure manages."
  type        = string
  default     = null
}

variable "maintenance" {
  description = "Weekly window, in UTC, in which versions and node images are upgraded."
  type = object({
    day            = optional(string, "Sunday")
    start_time     = optional(string, "03:00")
    duration_hours = optional(number, 4)
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], var.maintenance.day) && can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance.start_time)) && var.maintenance.duration_hours >= 4 && var.maintenance.duration_hours <= 24
    error_message = "The window is a week day, a start as HH:MM and 4 to 24 hours."
  }
}

variable "deletion_protection" {
  description = "Whether a lock keeps the cluster from being deleted."
  type        = bool
  default     = true
  nullable    = false
}
