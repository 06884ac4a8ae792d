"""人员与岗位: people, their posts and deputies."""
