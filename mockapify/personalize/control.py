"""Personalize, the control plane: one table of its operations, and the names of those that are not built."""

from collections.abc import Callable, Mapping
from typing import Any

from mockapify.personalize import dataset_groups, datasets, event_trackers, schemas
from mockapify.personalize.calls import Call

TARGET_PREFIX = "AmazonPersonalize."

OPERATIONS: Mapping[str, Callable[[Call], dict[str, Any] | None]] = {
    "CreateSchema": schemas.create,
    "DescribeSchema": schemas.describe_one,
    "ListSchemas": schemas.list_all,
    "DeleteSchema": schemas.delete,
    "CreateDatasetGroup": dataset_groups.create,
    "DescribeDatasetGroup": dataset_groups.describe_one,
    "ListDatasetGroups": dataset_groups.list_all,
    "DeleteDatasetGroup": dataset_groups.delete,
    "CreateDataset": datasets.create,
    "DescribeDataset": datasets.describe_one,
    "ListDatasets": datasets.list_all,
    "UpdateDataset": datasets.update,
    "DeleteDataset": datasets.delete,
    "CreateEventTracker": event_trackers.create,
    "DescribeEventTracker": event_trackers.describe_one,
    "ListEventTrackers": event_trackers.list_all,
    "DeleteEventTracker": event_trackers.delete,
}

NOT_BUILT = frozenset(
    {
        "CreateBatchInferenceJob",
        "CreateBatchSegmentJob",
        "CreateCampaign",
        "CreateDataDeletionJob",
        "CreateDatasetExportJob",
        "CreateDatasetImportJob",
        "CreateFilter",
        "CreateMetricAttribution",
        "CreateRecommender",
        "CreateSolution",
        "CreateSolutionVersion",
        "DeleteCampaign",
        "DeleteFilter",
        "DeleteMetricAttribution",
        "DeleteRecommender",
        "DeleteSolution",
        "DescribeAlgorithm",
        "DescribeBatchInferenceJob",
        "DescribeBatchSegmentJob",
        "DescribeCampaign",
        "DescribeDataDeletionJob",
        "DescribeDatasetExportJob",
        "DescribeDatasetImportJob",
        "DescribeFeatureTransformation",
        "DescribeFilter",
        "DescribeMetricAttribution",
        "DescribeRecipe",
        "DescribeRecommender",
        "DescribeSolution",
        "DescribeSolutionVersion",
        "GetSolutionMetrics",
        "ListBatchInferenceJobs",
        "ListBatchSegmentJobs",
        "ListCampaigns",
        "ListDataDeletionJobs",
        "ListDatasetExportJobs",
        "ListDatasetImportJobs",
        "ListFilters",
        "ListMetricAttributionMetrics",
        "ListMetricAttributions",
        "ListRecipes",
        "ListRecommenders",
        "ListSolutionVersions",
        "ListSolutions",
        "ListTagsForResource",
        "StartRecommender",
        "StopRecommender",
        "StopSolutionVersionCreation",
        "TagResource",
        "UntagResource",
        "UpdateCampaign",
        "UpdateMetricAttribution",
        "UpdateRecommender",
        "UpdateSolution",
    }
)
"""Operations of the real service that have to do with training, recommending and tags; they answer 501."""


def operation_of(target: str | None) -> str:
    """The operation an ``X-Amz-Target: AmazonPersonalize.<Operation>`` header names.

    An empty string, which no operation is called, for a missing header, another service's, or a name Personalize does
    not have; `answers.answer` answers UnknownOperationException to it.
    """
    name = target.removeprefix(TARGET_PREFIX) if target and target.startswith(TARGET_PREFIX) else ""
    return name if name in OPERATIONS or name in NOT_BUILT else ""
