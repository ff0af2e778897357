"""Three roles more: who keeps a network in view, who delivers a part of an action, who helps teams with what was agreed."""

from django.db import migrations, models

ROLES = (
    "administrator", "analyst", "carer", "case_manager", "contact", "coordinator", "domain_coach", "dpo", "gp",
    "implementer", "liaison", "network_coordinator", "nurse", "person", "pharmacist", "pmo", "policy", "project_manager",
    "project_member", "researcher", "reward_partner", "social_worker", "steering", "team_coach", "transition_coach",
    "volunteer", "zone_staff",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("kernel", "0009_confirmed_roles")]

    operations = [
        migrations.RemoveConstraint("hat", "hat_role_known"),
        migrations.AddConstraint(
            "hat", models.CheckConstraint(condition=models.Q(("role__in", sorted(ROLES))), name="hat_role_known")
        ),
    ]
